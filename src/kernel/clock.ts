/** Epoch milliseconds. The one unit of time on hot paths and in code shared with the Worker. */
export type Millis = number

/** Where a room learns the time. Tests hand in a clock of their own. */
export type Clock = () => Millis

export const SECOND: Millis = 1000
export const MINUTE: Millis = 60 * SECOND
export const HOUR: Millis = 60 * MINUTE
export const DAY: Millis = 24 * HOUR

/** The machine's own clock: the only reader of the wall time in the house. */
export const systemClock: Clock = () => Date.now()

/** Milliseconds since the process began: tells how long something takes, whoever sets the machine's clock. */
export const systemTicks: Clock = () => performance.now()
