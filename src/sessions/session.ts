import type { Millis } from '#src/kernel/clock.ts'

/**
 * One stay of one device on one gateway. `octetsIn` is from the phone. Live while `stoppedAt` is absent.
 */
export type Session = {
  readonly id: number
  readonly gateway: string
  readonly site: string
  readonly acctSessionId: string
  /** What a controller calls all sessions of one phone that roams, where it says so (RFC 2866 §5.11). */
  readonly acctMultiSessionId: string | undefined
  readonly grant: number | undefined
  readonly person: number | undefined
  readonly device: number | undefined
  readonly userName: string
  readonly framedIp: string | undefined
  /** Where its gateway's packets come from. */
  readonly nasAddress: string
  readonly startedAt: Millis
  readonly updatedAt: Millis
  readonly stoppedAt: Millis | undefined
  readonly stopCause: string | undefined
  readonly seconds: number
  readonly octetsIn: number
  readonly octetsOut: number
}
