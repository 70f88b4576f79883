import { type Millis, SECOND } from '#src/kernel/clock.ts'

/** RFC 5080 §2.2.2 asks for 5 to 30 s. An exchange is remembered this long at least, twice at most. */
const KEEP_MS: Millis = 10 * SECOND

/** Each half of the memory: about 30 MB of exchanges when full. */
const EXCHANGES_MAX = 65_536

/** A request as a NAS tells it from its others: one Identifier at one of its ports (RFC 2865 §3). */
export type Slot = {
  readonly address: string
  readonly port: number
  readonly identifier: number
}

/** What there is to know of an exchange once it is over. */
export type Remembered = {
  /** The Request Authenticator: another one in the same slot is another request (RFC 5080 §2.2.2). */
  readonly nonce: string
}

type Half<E> = Map<string, Map<number, E>>

/**
 * The exchanges of late, so that a retransmission gets the same octets and is not acted on twice.
 *
 * Two halves: when the young one is old or full it becomes the old one, and the old one is forgotten.
 * No timers, and no walk to find what has expired.
 */
export class Exchanges<E extends Remembered> {
  #young: Half<E> = new Map()
  #old: Half<E> = new Map()
  #youngSize = 0
  #turnedAt: Millis = 0

  /** What is remembered of this slot. */
  find(slot: Slot): E | undefined {
    return get(this.#young, slot) ?? get(this.#old, slot)
  }

  /** Remembers an exchange in the place of the last one in its slot. */
  begin(slot: Slot, exchange: E, now: Millis): void {
    const age = now - this.#turnedAt
    if (age >= KEEP_MS || this.#youngSize >= EXCHANGES_MAX) {
      this.#old = age >= 2 * KEEP_MS ? new Map() : this.#young
      this.#young = new Map()
      this.#youngSize = 0
      this.#turnedAt = now
    }
    const ofSource = this.#young.get(slot.address)
    if (ofSource) ofSource.set(keyOf(slot), exchange)
    else this.#young.set(slot.address, new Map([[keyOf(slot), exchange]]))
    this.#youngSize++
  }

  /** Makes the next copy of the request count as the first. */
  forget(slot: Slot, exchange: E): void {
    for (const half of [this.#young, this.#old]) {
      if (get(half, slot) === exchange) half.get(slot.address)?.delete(keyOf(slot))
    }
  }
}

function get<E>(half: Half<E>, slot: Slot): E | undefined {
  return half.get(slot.address)?.get(keyOf(slot))
}

/** 24 bits: small enough a number to be looked up without being stored anywhere first. */
function keyOf({ port, identifier }: Slot): number {
  return port * 256 + identifier
}
