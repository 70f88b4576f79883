import { MINUTE, type Millis } from '#src/kernel/clock.ts'
import { WideMap } from '#src/kernel/wide-map.ts'

/** Ids remembered of late: twice so many at most, about 4 MB. */
const GENERATION = 65_536

/**
 * The ids that some sessions went by, when the last of each began, in minutes and rounded up, which takes
 * no room of its own; and when the last of all did.
 */
type Generation = { readonly ids: WideMap<number>; latest: Millis }

/**
 * Which sessions were let go of: whether it is worth asking the database for one. Nearly every session
 * has an id that was never heard before, or not for hours when its gateway has begun to count anew, and
 * the database need not be asked to know.
 *
 * What it says no to is not there; what it says yes to may not be there either.
 */
export class LetGo {
  #young: Generation = newGeneration()
  #old: Generation = newGeneration()
  /** When the last began of those whose id is not remembered. */
  #forgotten: Millis

  /** `latest` is when the last began of those that were let go before anybody remembered. */
  constructor(latest: Millis) {
    this.#forgotten = latest
  }

  add(gateway: string, acctSessionId: string, startedAt: Millis): void {
    if (this.#young.ids.size >= GENERATION) {
      this.#forgotten = Math.max(this.#forgotten, this.#old.latest)
      this.#old = this.#young
      this.#young = newGeneration()
    }
    const { ids } = this.#young
    const mark = markOf(gateway, acctSessionId)
    ids.set(mark, Math.max(minuteOf(ids, mark), Math.ceil(startedAt / MINUTE)))
    this.#young.latest = Math.max(this.#young.latest, startedAt)
  }

  /** Whether one may have gone by this id that began at that instant or after it. */
  mayHold(gateway: string, acctSessionId: string, since: Millis): boolean {
    if (since <= this.#forgotten) return true
    const mark = markOf(gateway, acctSessionId)
    return (
      Math.max(minuteOf(this.#young.ids, mark), minuteOf(this.#old.ids, mark)) * MINUTE >= since
    )
  }
}

function newGeneration(): Generation {
  return { ids: new WideMap(), latest: Number.NEGATIVE_INFINITY }
}

function minuteOf(ids: Generation['ids'], mark: number): number {
  return ids.get(mark) ?? Number.NEGATIVE_INFINITY
}

/** A small integer for both names (FNV-1a). Now and then two ids have one mark. */
export function markOf(gateway: string, acctSessionId: string): number {
  return mixed(mixed(0x811c9dc5, gateway), acctSessionId) >>> 1
}

function mixed(mark: number, name: string): number {
  let mix = mark
  for (let i = 0; i < name.length; i++) mix = Math.imul(mix ^ name.charCodeAt(i), 0x01000193)
  return mix
}
