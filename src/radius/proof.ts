import { timingSafeEqual } from 'node:crypto'
import { md5 } from './md5.ts'
import type { Proof } from './message.ts'
import { ntResponse } from './mschap2.ts'
import { PASSWORD_OCTETS_MAX } from './password.ts'

/**
 * Whether the proof shows knowledge of this password, in the same time whatever the answer.
 *
 * CHAP: the response is MD5(CHAP identifier ‖ password ‖ challenge) (RFC 1994 §4.1, RFC 2865 §5.3).
 * MS-CHAPv2: the response is RFC 2759 §8.1.
 * PAP: both are compared at full length, so not even how long the right one is shows.
 */
export function proves(proof: Proof, password: string): boolean {
  const expected = Buffer.from(password)
  switch (proof.kind) {
    case 'pap':
      return (
        isEqual(padded(proof.password), padded(expected)) &&
        proof.password.length === expected.length
      )
    case 'chap':
      return isEqual(chapResponse(proof.id, expected, proof.challenge), proof.response)
    case 'mschap2':
      return isEqual(ntResponse(password, proof), proof.response)
  }
}

/** What a phone that knows `password` answers to a CHAP challenge. */
export function chapResponse(id: number, password: Uint8Array, challenge: Uint8Array): Buffer {
  return md5(Uint8Array.of(id), password, challenge)
}

function isEqual(expected: Uint8Array, given: Uint8Array): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given)
}

function padded(password: Uint8Array): Buffer {
  const octets = Buffer.alloc(PASSWORD_OCTETS_MAX)
  octets.set(password.subarray(0, PASSWORD_OCTETS_MAX))
  return octets
}
