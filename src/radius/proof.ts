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
  switch (proof.kind) {
    case 'pap':
      return isPassword(proof.password, password)
    case 'chap':
      return isEqual(chapResponse(proof.id, Buffer.from(password), proof.challenge), proof.response)
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

/** Where two passwords are laid side by side. Nothing here awaits, so nobody meets another's. */
const expectedRoom = Buffer.alloc(PASSWORD_OCTETS_MAX)
const givenRoom = Buffer.alloc(PASSWORD_OCTETS_MAX)

function isPassword(given: Uint8Array, expected: string): boolean {
  const length = Buffer.byteLength(expected)
  if (length > PASSWORD_OCTETS_MAX || given.length > PASSWORD_OCTETS_MAX) return false
  expectedRoom.fill(0).write(expected)
  givenRoom.fill(0).set(given)
  return timingSafeEqual(expectedRoom, givenRoom) && given.length === length
}
