import type { Entropy } from '#src/kernel/random.ts'
import type { Attribute } from './dictionary.ts'
import type { Proof } from './message.ts'
import { mppeKeys } from './mppe.ts'
import { authenticatorResponse } from './mschap2.ts'
import { hideSalted } from './salted.ts'
import type { Key } from './signature.ts'
import { authenticatorOf, type Packet } from './wire.ts'

type Mschap2 = Proof & { readonly kind: 'mschap2' }

/** RFC 2548 §2.4.4, §2.4.5: encryption is allowed, not asked for; 40 and 128 bits. */
const ENCRYPTION: readonly Attribute[] = [
  ['MS-MPPE-Encryption-Policy', 1],
  ['MS-MPPE-Encryption-Types', 6],
]

/** RFC 2759 §6: ERROR_AUTHENTICATION_FAILURE; trying again is of no use. */
const AUTHENTICATION_FAILURE = 'E=691 R=0'
const CHALLENGE_OCTETS = 16
const SALT_OCTETS = 2

/**
 * What an Access-Accept adds for a phone that proved itself by MS-CHAPv2: that we know the password too
 * (RFC 2548 §2.3.3), and the keys both now share, hidden from all but the NAS (RFC 2548 §2.4.2).
 */
export function mschap2Success(
  proof: Mschap2,
  password: string,
  request: Packet,
  key: Key,
  entropy: Entropy,
): Attribute[] {
  const keys = mppeKeys(password, proof.response)
  const salts = distinctSalts(entropy)
  const hide = (plain: Buffer, salt: Uint8Array) =>
    hideSalted(plain, authenticatorOf(request), key, salt)
  const success = authenticatorResponse(password, proof.response, proof)
  return [
    ['MS-CHAP2-Success', Buffer.concat([Buffer.of(proof.id), Buffer.from(success)])],
    ['MS-MPPE-Send-Key', hide(keys.send, salts[0])],
    ['MS-MPPE-Recv-Key', hide(keys.receive, salts[1])],
    ...ENCRYPTION,
  ]
}

/** What an Access-Reject adds, so that the phone learns why (RFC 2548 §2.1.5, RFC 2759 §6). */
export function mschap2Error({ id }: Mschap2, entropy: Entropy): Attribute[] {
  const challenge = Buffer.from(entropy(CHALLENGE_OCTETS)).toString('hex').toUpperCase()
  const says = `${AUTHENTICATION_FAILURE} C=${challenge} V=3 M=Access denied`
  return [['MS-CHAP-Error', Buffer.concat([Buffer.of(id), Buffer.from(says)])]]
}

/** RFC 2548 §2.4.2: no two salts of a packet are alike. */
function distinctSalts(entropy: Entropy): readonly [Uint8Array, Uint8Array] {
  const first = entropy(SALT_OCTETS)
  return [first, Uint8Array.of(first[0] ?? 0, (first[1] ?? 0) ^ 1)]
}
