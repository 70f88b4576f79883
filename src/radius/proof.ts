import { hash, timingSafeEqual } from 'node:crypto'
import { md5 } from './md5.ts'
import type { Proof } from './message.ts'

/**
 * Whether the proof shows knowledge of this password, in the same time whatever the answer.
 *
 * CHAP: the response is MD5(CHAP identifier ‖ password ‖ challenge) (RFC 1994 §4.1, RFC 2865 §5.3).
 * PAP: digests are compared, so not even the length of the right password shows.
 */
export function proves(proof: Proof, password: string): boolean {
  const expected = Buffer.from(password)
  switch (proof.kind) {
    case 'pap':
      return isEqual(sha256(proof.password), sha256(expected))
    case 'chap':
      return isEqual(chapResponse(proof.id, expected, proof.challenge), proof.response)
  }
}

/** What a phone that knows `password` answers to a CHAP challenge. */
export function chapResponse(id: number, password: Uint8Array, challenge: Uint8Array): Buffer {
  return md5(Uint8Array.of(id), password, challenge)
}

function isEqual(expected: Uint8Array, given: Uint8Array): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given)
}

function sha256(octets: Uint8Array): Buffer {
  return hash('sha256', octets, 'buffer')
}
