import { type Millis, SECOND } from '#src/kernel/clock.ts'

/** RFC 5080 §2.2.2 asks for 5 to 30 s. A reply is kept this long at least, twice as long at most. */
const KEEP_MS: Millis = 10 * SECOND

/** Each half of the memory: about 20 MB of replies when full. */
const REPLIES_MAX = 65_536

/**
 * What was answered lately, so that a retransmission gets the same octets and is not acted on twice.
 *
 * Two halves: when the young one is old or full it becomes the old one, and the old one is forgotten.
 * No timers, and no walk to find what has expired.
 */
export class RecentReplies {
  #young = new Map<string, Buffer | 'in-progress'>()
  #old = new Map<string, Buffer | 'in-progress'>()
  #turnedAt: Millis = 0

  find(request: string): Buffer | 'in-progress' | undefined {
    return this.#young.get(request) ?? this.#old.get(request)
  }

  begin(request: string, now: Millis): void {
    const age = now - this.#turnedAt
    if (age >= KEEP_MS || this.#young.size >= REPLIES_MAX) {
      this.#old = age >= 2 * KEEP_MS ? new Map() : this.#young
      this.#young = new Map()
      this.#turnedAt = now
    }
    this.#young.set(request, 'in-progress')
  }

  answer(request: string, reply: Buffer): void {
    this.#young.set(request, reply)
  }

  /** Makes the next copy of the request count as the first. */
  forget(request: string): void {
    this.#young.delete(request)
    this.#old.delete(request)
  }
}
