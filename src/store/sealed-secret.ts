import { Fault } from '#src/kernel/fault.ts'
import { Secret } from '#src/kernel/secret.ts'
import type { Keyring, Purpose } from './keyring.ts'

/** Where a secret of a document lives, so that it opens nowhere else. */
export type Place = { readonly purpose: Purpose; readonly context: string }

/** A secret as a document keeps it: sealed, in base64. */
export function sealSecret(keyring: Keyring, { purpose, context }: Place, secret: Secret): string {
  return keyring.seal(purpose, context, secret.reveal()).toString('base64')
}

/** The secret a document keeps. One that this key does not open is a `Fault` saying whose it is. */
export function openSecret(
  keyring: Keyring,
  { purpose, context }: Place,
  sealed: string,
  whose: string,
): Secret {
  const plain = keyring.open(purpose, context, Buffer.from(sealed, 'base64'))
  if (plain !== undefined) return new Secret(plain)
  throw new Fault('store/corrupt', {
    says: `the secrets of ${whose} do not open with this key file; is it the right one?`,
  })
}
