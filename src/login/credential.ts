import type { Credential } from '#src/hotspot/visit.ts'
import { type Entropy, randomId } from '#src/kernel/random.ts'
import type { Keyring } from '#src/store/keyring.ts'

/** 144 bits in 24 characters: past guessing, and well within what a gateway's login form takes. */
const PASSWORD_OCTETS = 18

/**
 * A fresh one-time RADIUS credential.
 *
 * Its password crosses open air, in the clear where a gateway knows only PAP. It is worth one session of
 * one device at one gateway, once, within a minute.
 */
export function newCredential(keyring: Keyring, entropy: Entropy): Credential {
  const userName = `w-${randomId(entropy)}`
  return { userName, password: passwordOf(keyring, userName) }
}

/** The password of a user name. Derived from the key, so no table of passwords can be stolen. */
export function passwordOf(keyring: Keyring, userName: string): string {
  return keyring.hash('credential', userName).subarray(0, PASSWORD_OCTETS).toString('base64url')
}
