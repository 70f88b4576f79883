import { HEADER_OCTETS, PACKET_OCTETS_MAX } from './wire.ts'

const NOTHING = Buffer.alloc(0)

/** What a chunk completed. After `broken` the stream cannot be followed: close the connection. */
export type Frames = { readonly packets: readonly Buffer[]; readonly isBroken: boolean }

/**
 * Cuts a stream into RADIUS packets by their Length (RFC 6613 §2.6.4): however the octets arrive, the
 * same packets come out. Holds less than one packet between chunks.
 */
export class Framing {
  #rest: Buffer = NOTHING
  #isBroken = false

  push(chunk: Buffer): Frames {
    const packets: Buffer[] = []
    if (this.#isBroken) return { packets, isBroken: true }

    const octets = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk
    let at = 0
    for (let end = endOf(octets, at); end <= octets.length; end = endOf(octets, at)) {
      packets.push(octets.subarray(at, end))
      at = end
    }
    this.#isBroken = Number.isNaN(endOf(octets, at))
    // Copied: a few octets must not hold the whole chunk they came in.
    this.#rest = at < octets.length && !this.#isBroken ? Buffer.from(octets.subarray(at)) : NOTHING
    return { packets, isBroken: this.#isBroken }
  }
}

/** Where the packet that begins here ends: not known yet is infinite, and a Length no packet has, NaN. */
function endOf(octets: Buffer, at: number): number {
  if (at + 4 > octets.length) return Number.POSITIVE_INFINITY
  const length = octets.readUInt16BE(at + 2)
  return length >= HEADER_OCTETS && length <= PACKET_OCTETS_MAX ? at + length : Number.NaN
}
