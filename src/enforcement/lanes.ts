type Work = () => Promise<void>
type Lane = { running: number; readonly waiting: Work[] }

/**
 * Runs work side by side in named lanes, at most so many at once in each: a gateway that does not answer
 * holds up its own lane and no other. Work must not reject.
 */
export class Lanes {
  readonly #width: number
  readonly #lanes = new Map<string, Lane>()

  constructor(width: number) {
    this.#width = width
  }

  /** Starts the work now, or when its turn in the lane comes. */
  run(name: string, work: Work): void {
    const lane = this.#lanes.get(name) ?? { running: 0, waiting: [] }
    this.#lanes.set(name, lane)
    if (lane.running < this.#width) void this.#start(name, lane, work)
    else lane.waiting.push(work)
  }

  async #start(name: string, lane: Lane, first: Work): Promise<void> {
    lane.running++
    for (let work: Work | undefined = first; work; work = lane.waiting.shift()) await work()
    lane.running--
    if (lane.running === 0) this.#lanes.delete(name)
  }
}
