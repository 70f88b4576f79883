import { AUTHENTICATOR_AT } from './wire.ts'

/** More than 200 gateways can wait for at once, with 256 Identifiers each (RFC 2865 §3). */
const MARKS = 2 ** 17

const TAG_AT = AUTHENTICATOR_AT + 4

/** The bits of a mark that count; all others are the tag. */
const TIMES = 0b111

/**
 * How often each request was shed of late.
 *
 * A copy has the Request Authenticator of what it is a copy of (RFC 5080 §2.2.2), and nobody but its NAS
 * knows which that will be (RFC 2865 §3): some of its bits tell the place of a mark, and others are in it.
 * A request takes the place of another that has it; one in 2^29 is taken for another. Nobody is believed
 * yet: whoever forges copies gains for his own what a State would gain him, a place before others of that
 * gateway.
 */
export class TurnedAway {
  readonly #marks = new Int32Array(MARKS)

  /** This request, or a copy, was shed once more. */
  note(request: Buffer): void {
    const times = Math.min(this.times(request) + 1, TIMES)
    this.#marks[placeOf(request)] = tagOf(request) | times
  }

  /** How often this request and its copies were shed: up to seven times. */
  times(request: Buffer): number {
    const mark = this.#marks[placeOf(request)] as number
    return (mark & ~TIMES) === tagOf(request) ? mark & TIMES : 0
  }
}

function placeOf(request: Buffer): number {
  return request.readUInt32BE(AUTHENTICATOR_AT) % MARKS
}

function tagOf(request: Buffer): number {
  return request.readInt32BE(TAG_AT) & ~TIMES
}
