import type { Keyring } from '#src/store/keyring.ts'

const VERSION = 1
const GRANT_AT = 1
const PROOF_AT = 9
const OCTETS = 17

/**
 * The RADIUS `Class` of a grant (RFC 2865 §5.25): a version octet, the grant as an unsigned 64-bit
 * number, and 8 octets of HMAC over gateway and grant.
 *
 * The gateway echoes it in accounting. One gateway cannot bill its traffic to another's guest.
 */
export function classOf(keyring: Keyring, grant: number, gateway: string): Uint8Array {
  const octets = Buffer.alloc(OCTETS)
  octets[0] = VERSION
  octets.writeBigUInt64BE(BigInt(grant), GRANT_AT)
  keyring.hash('class', signed(grant, gateway)).copy(octets, PROOF_AT, 0, OCTETS - PROOF_AT)
  return octets
}

/** The grant a `Class` names, if we gave it to this gateway. */
export function grantOf(
  keyring: Keyring,
  value: Uint8Array | undefined,
  gateway: string,
): number | undefined {
  if (value?.length !== OCTETS || value[0] !== VERSION) return undefined
  const octets = Buffer.from(value)
  const grant = Number(octets.readBigUInt64BE(GRANT_AT))
  if (!Number.isSafeInteger(grant)) return undefined
  return keyring.verifies('class', signed(grant, gateway), octets.subarray(PROOF_AT))
    ? grant
    : undefined
}

function signed(grant: number, gateway: string): string {
  return `${gateway} ${grant}`
}
