import { type Millis, SECOND } from '#src/kernel/clock.ts'
import { Names } from '#src/kernel/names.ts'
import { WideMap } from '#src/kernel/wide-map.ts'
import { AUTHENTICATOR_AT, AUTHENTICATOR_OCTETS, HEADER_OCTETS } from './wire.ts'

/** RFC 5080 §2.2.2 asks for 5 to 30 s. An exchange is remembered this long at least, twice at most. */
const KEEP_MS: Millis = 10 * SECOND

/** Each half of the memory: about 12 MB of exchanges when full. */
const EXCHANGES_MAX = 65_536

/** Room is added by so much. What is full already stays where it is: copied, it would hold everyone up. */
const PIECE_OCTETS = 2 ** 18

const PORTS = 65_536
const IDENTIFIERS = 256

/** Where the Length of a reply begins (RFC 2865 §3). */
const LENGTH_AT = 2

/** What is kept of an exchange: its number, the Request Authenticator, then the reply. */
const NTH_OCTETS = 8
const NONCE_AT = NTH_OCTETS
const REPLY_AT = NONCE_AT + AUTHENTICATOR_OCTETS

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
  readonly #octets: Buffer
  readonly #at: number

  /** What is kept of it in `octets`, from `at`. */
  constructor(octets: Buffer, at: number) {
    this.#octets = octets
    this.#at = at
  }

  get nth(): number {
    return this.#octets.readDoubleBE(this.#at)
  }

  /** By its Request Authenticator: another one in the same slot is another request (RFC 5080 §2.2.2). */
  isOf(request: Buffer): boolean {
    return hasNonce(request, this.#octets, this.#at + NONCE_AT)
  }

  /** The octets that were sent. */
  reply(): Buffer {
    const at = this.#at + REPLY_AT
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
  /** By `#keyOf`: what is under way, or where in all pieces that is which is over. */
  readonly #slots = new WideMap<E | number>()
  #addresses = new Names()
  readonly #pieces: Buffer[] = []
  #used = 0

  find(slot: Slot): E | Answered | undefined {
    const found = this.#slots.get(this.#keyOf(slot))
    if (typeof found !== 'number') return found
    return new Answered(this.#pieceAt(found), found % PIECE_OCTETS)
  }

  set(slot: Slot, exchange: E | number): void {
    this.#slots.set(this.#keyOf(slot), exchange)
  }

  /** False when it is not there. */
  remove(slot: Slot, exchange: E): boolean {
    const key = this.#keyOf(slot)
    return this.#slots.get(key) === exchange && this.#slots.delete(key)
  }

  keep(slot: Slot, { request, nth }: E, reply: Uint8Array): void {
    const place = this.#placeFor(REPLY_AT + reply.length)
    const [octets, at] = [this.#pieceAt(place), place % PIECE_OCTETS]
    octets.writeDoubleBE(nth, at)
    request.copy(octets, at + NONCE_AT, AUTHENTICATOR_AT, HEADER_OCTETS)
    octets.set(reply, at + REPLY_AT)
    this.set(slot, place)
  }

  /** Keeps its room. */
  clear(): void {
    this.#slots.clear()
    this.#addresses = new Names()
    this.#used = 0
  }

  /** The Identifier, the port, and the address by its number: one for each slot. */
  #keyOf({ address, port, identifier }: Slot): number {
    return (this.#addresses.numberOf(address) * PORTS + port) * IDENTIFIERS + identifier
  }

  #pieceAt(place: number): Buffer {
    return this.#pieces[Math.floor(place / PIECE_OCTETS)] as Buffer
  }

  /** Takes so many octets, all in one piece. */
  #placeFor(octets: number): number {
    const left = PIECE_OCTETS - (this.#used % PIECE_OCTETS)
    const place = octets > left ? this.#used + left : this.#used
    this.#used = place + octets
    if (place === this.#pieces.length * PIECE_OCTETS) {
      this.#pieces.push(Buffer.allocUnsafeSlow(PIECE_OCTETS))
    }
    return place
  }
}
