/** Access-Requests at the servers of one realm, and of all: the rest of the city needs its share too. */
const OF_ONE_MAX = 256
const OF_ALL_MAX = 1024

/** Counts what is under way elsewhere, so that a slow realm holds up nobody but its own users. */
export class UnderWay {
  readonly #counts = new Map<string, number>()
  #all = 0

  /** Runs `work` for a realm, or tells that as much is under way as may be. */
  run<T>(realm: string, work: () => Promise<T>): Promise<T> | 'busy' {
    const count = this.#counts.get(realm) ?? 0
    if (count >= OF_ONE_MAX || this.#all >= OF_ALL_MAX) return 'busy'
    this.#counts.set(realm, count + 1)
    this.#all++
    return work().finally(() => this.#end(realm))
  }

  #end(realm: string): void {
    this.#all--
    const count = (this.#counts.get(realm) ?? 0) - 1
    if (count > 0) this.#counts.set(realm, count)
    else this.#counts.delete(realm)
  }
}
