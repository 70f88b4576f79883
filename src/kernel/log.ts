export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Tells operators that something happened: `room.event`, then facts that hold no secret and no person. */
export type Log = (event: string, fields?: LogFields) => void

/** A log nobody reads, for tests and for commands that print answers instead. */
export const silentLog: Log = () => undefined
