import { type Millis, SECOND } from '#src/kernel/clock.ts'
import { AUTHENTICATOR_OCTETS, HEADER_OCTETS } from './wire.ts'

/** RFC 5080 §2.2.2 asks for 5 to 30 s. An exchange is remembered this long at least, twice at most. */
const KEEP_MS: Millis = 10 * SECOND

/** Each half of the memory: about 12 MB of exchanges when full. */
const EXCHANGES_MAX = 65_536

/** Room a half begins with, and doubles as it needs it. */
const ROOM = { replies: 256, octets: 32_768 } as const

/** Where the Request Authenticator begins, and the Length of a reply (RFC 2865 §3). */
const AUTHENTICATOR_AT = HEADER_OCTETS - AUTHENTICATOR_OCTETS
const LENGTH_AT = 2

/** A request as a NAS tells it from its others: one Identifier at one of its ports (RFC 2865 §3). */
export type Slot = {
  readonly address: string
  readonly port: number
  readonly identifier: number
}

/** A request whose reply has not left yet. */
export type UnderWay = {
  readonly request: Buffer
  /** Its place among all that came: they are not always looked at in that order. */
  readonly nth: number
}

/**
 * The exchanges of late, so that a retransmission gets the same octets and is not acted on twice.
 *
 * Two halves: when the young one is old or full it becomes the old one, and the old one is forgotten.
 * No timers, and no walk to find what has expired. Of an exchange that is over only octets are kept, which
 * the garbage collector does not walk either: in a storm they would be a fifth of what it has to.
 */
export class Exchanges<E extends UnderWay> {
  #young = new Half<E>()
  #old = new Half<E>()
  #begun = 0
  #turnedAt: Millis = 0

  /** What is remembered of this slot, until more is begun. */
  find(slot: Slot): E | Answered | undefined {
    return this.#young.find(slot) ?? this.#old.find(slot)
  }

  /** Remembers an exchange in the place of the last one in its slot. */
  begin(slot: Slot, exchange: E, now: Millis): void {
    const age = now - this.#turnedAt
    if (age >= KEEP_MS || this.#begun >= EXCHANGES_MAX) {
      const spent = this.#old
      this.#old = this.#young
      this.#young = spent
      spent.clear()
      if (age >= 2 * KEEP_MS) this.#old.clear()
      this.#begun = 0
      this.#turnedAt = now
    }
    this.#young.set(slot, exchange)
    this.#begun++
  }

  /** Its reply leaves now. Nothing changes when another exchange has its slot. */
  answered(slot: Slot, exchange: E, reply: Uint8Array): void {
    const isLast =
      this.#young.remove(slot, exchange) ||
      (this.#old.remove(slot, exchange) && !this.#young.find(slot))
    if (isLast) this.#young.keep(slot, exchange, reply)
  }

  /** Makes the next copy of the request count as the first. */
  forget(slot: Slot, exchange: E): void {
    for (const half of [this.#young, this.#old]) half.remove(slot, exchange)
  }
}

/** An exchange that is over. */
export class Answered {
  readonly nth: number
  readonly #octets: Buffer
  readonly #at: number

  /** In `octets`, from `at`: the Request Authenticator, and then the reply. */
  constructor(nth: number, octets: Buffer, at: number) {
    this.nth = nth
    this.#octets = octets
    this.#at = at
  }

  /** By its Request Authenticator: another one in the same slot is another request (RFC 5080 §2.2.2). */
  isOf(request: Buffer): boolean {
    return hasNonce(request, this.#octets, this.#at)
  }

  /** The octets that were sent. */
  reply(): Buffer {
    const at = this.#at + AUTHENTICATOR_OCTETS
    return Buffer.from(this.#octets.subarray(at, at + this.#octets.readUInt16BE(at + LENGTH_AT)))
  }
}

/** Whether two requests of one slot are one. */
export function isSame(one: Buffer, other: Buffer): boolean {
  return hasNonce(one, other, AUTHENTICATOR_AT)
}

function hasNonce(request: Buffer, octets: Buffer, at: number): boolean {
  const end = at + AUTHENTICATOR_OCTETS
  return request.compare(octets, at, end, AUTHENTICATOR_AT, HEADER_OCTETS) === 0
}

class Half<E extends UnderWay> {
  /** By address and `keyOf`: what is under way, or which of the replies. */
  readonly #slots = new Map<string, Map<number, E | number>>()
  #replies = 0
  #nths = new Float64Array(ROOM.replies)
  #ats = new Uint32Array(ROOM.replies)
  #used = 0
  #octets = Buffer.alloc(ROOM.octets)

  find(slot: Slot): E | Answered | undefined {
    const found = this.#slots.get(slot.address)?.get(keyOf(slot))
    if (typeof found !== 'number') return found
    return new Answered(this.#nths[found] as number, this.#octets, this.#ats[found] as number)
  }

  set(slot: Slot, exchange: E | number): void {
    const ofSource = this.#slots.get(slot.address)
    if (ofSource) ofSource.set(keyOf(slot), exchange)
    else this.#slots.set(slot.address, new Map([[keyOf(slot), exchange]]))
  }

  /** False when it is not there. */
  remove(slot: Slot, exchange: E): boolean {
    const ofSource = this.#slots.get(slot.address)
    return ofSource?.get(keyOf(slot)) === exchange && ofSource.delete(keyOf(slot))
  }

  keep(slot: Slot, { request, nth }: E, reply: Uint8Array): void {
    const at = this.#used
    this.#makeRoom(at + AUTHENTICATOR_OCTETS + reply.length)
    request.copy(this.#octets, at, AUTHENTICATOR_AT, HEADER_OCTETS)
    this.#octets.set(reply, at + AUTHENTICATOR_OCTETS)
    this.#used += AUTHENTICATOR_OCTETS + reply.length
    this.#nths[this.#replies] = nth
    this.#ats[this.#replies] = at
    this.set(slot, this.#replies++)
  }

  /** Keeps its room. */
  clear(): void {
    this.#slots.clear()
    this.#replies = 0
    this.#used = 0
  }

  /** For one more reply, which ends there. */
  #makeRoom(end: number): void {
    if (end > this.#octets.length) {
      const larger = Buffer.alloc(Math.max(end, 2 * this.#octets.length))
      this.#octets.copy(larger)
      this.#octets = larger
    }
    if (this.#replies < this.#ats.length) return
    const [nths, ats] = [this.#nths, this.#ats]
    this.#nths = new Float64Array(2 * nths.length)
    this.#nths.set(nths)
    this.#ats = new Uint32Array(2 * ats.length)
    this.#ats.set(ats)
  }
}

/** 24 bits: small enough a number to be looked up without being stored anywhere first. */
function keyOf({ port, identifier }: Slot): number {
  return port * 256 + identifier
}
