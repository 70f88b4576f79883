import { type Clock, type Millis, SECOND } from '#src/kernel/clock.ts'

/** A smaller one leaves every word within reach of its session's start. */
const STEP_MIN: Millis = 30 * SECOND

/** Clocks are set once in a while; what one step in a row of many did is not worth finding out. */
const STEPS_MAX = 8

const NONE: readonly Millis[] = []

/**
 * Notices when the machine's clock is set while sessions run. Whoever goes by when a packet arrived
 * would see them all begin at another time, and take each for a new one.
 */
export class ClockSteps {
  readonly #ticks: Clock
  /** How far the machine's clock was ahead of the ticks, before each step and now. */
  #ahead: Millis[] = []

  /** `ticks` is a clock that nobody sets. */
  constructor(ticks: Clock) {
    this.#ticks = ticks
  }

  /** What time it is to the machine now. */
  note(now: Millis): void {
    const ahead = now - this.#ticks()
    const known = this.#ahead.at(-1)
    if (known !== undefined && Math.abs(ahead - known) < STEP_MIN) return
    this.#ahead = [...this.#ahead, ahead].slice(-1 - STEPS_MAX)
  }

  /** What an instant of now was called before each of the steps, the latest step first. */
  before(now: Millis): readonly Millis[] {
    if (this.#ahead.length < 2) return NONE
    const ahead = this.#ahead.at(-1) ?? 0
    return this.#ahead
      .slice(0, -1)
      .reverse()
      .map((earlier) => now - ahead + earlier)
  }
}
