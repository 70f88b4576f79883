import type { Credential } from '#src/hotspot/visit.ts'
import type { Millis } from '#src/kernel/clock.ts'
import { type Entropy, randomId } from '#src/kernel/random.ts'
import type { Keyring } from '#src/store/keyring.ts'

/** 144 bits in 24 characters: past guessing, and well within what a gateway's login form takes. */
const PASSWORD_OCTETS = 18

/** Digits that sort as their numbers do, and how many of them a time takes until the year 3084. */
const TIME_RADIX = 32
const TIME_DIGITS = 9

/** 78 bits: no two of a millisecond are the same. What keeps others out is the password. */
const RANDOM_DIGITS = 13

/**
 * A fresh one-time RADIUS credential.
 *
 * Its name begins with the time, so that names made together lie together in the database: made of
 * chance alone, each would change a page of the index of names that nothing else changes.
 *
 * Its password crosses open air, in the clear where a gateway knows only PAP. It is worth one session of
 * one device at one gateway, once, within a minute.
 */
export function newCredential(keyring: Keyring, entropy: Entropy, now: Millis): Credential {
  const time = now.toString(TIME_RADIX).padStart(TIME_DIGITS, '0')
  const userName = `w-${time}${randomId(entropy).slice(0, RANDOM_DIGITS)}`
  return { userName, password: passwordOf(keyring, userName) }
}

/** The password of a user name. Derived from the key, so no table of passwords can be stolen. */
export function passwordOf(keyring: Keyring, userName: string): string {
  return keyring.hash('credential', userName).subarray(0, PASSWORD_OCTETS).toString('base64url')
}
