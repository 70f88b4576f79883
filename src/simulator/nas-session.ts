import { type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Attribute } from '#src/radius/dictionary.ts'
import type { Allowance, SessionName, ViewPoint } from './nas-vendor.ts'

/** Why a session is due to end by itself, or that a report of it is due. */
export type Due = 'session-timeout' | 'idle-timeout' | 'quota' | 'interim' | undefined

const WORD = 2 ** 32
const CLIENT_VIEW_POINT: Attribute = [
  'CoovaChilli-Acct-View-Point',
  'CoovaChilli-Client-View-Point',
]

/** One open session: its counters, and when something is due. */
export class NasSession {
  readonly name: SessionName
  allowance: Allowance
  readonly startedAt: Millis
  octetsIn = 0
  octetsOut = 0
  #lastTrafficAt: Millis
  #interimAt: Millis

  constructor(name: SessionName, allowance: Allowance, now: Millis) {
    this.name = name
    this.allowance = allowance
    this.startedAt = now
    this.#lastTrafficAt = now
    this.#interimAt = this.#nextInterim(now)
  }

  /** Counts traffic. A quota is a wall: what would pass it is not carried. */
  carry(up: number, down: number, now: Millis): void {
    const { octets } = this.allowance
    const left = octets === undefined ? up + down : octets - this.octetsIn - this.octetsOut
    const isWhole = up + down <= left
    this.octetsIn += isWhole ? up : Math.min(up, left)
    this.octetsOut += isWhole ? down : Math.max(0, left - up)
    this.#lastTrafficAt = now
  }

  /** What this session may have from now on. */
  allow(allowance: Allowance, now: Millis): void {
    this.allowance = allowance
    this.#interimAt = Math.min(this.#interimAt, this.#nextInterim(now))
  }

  /** The most octets that its rate lets through in so long, up and down. */
  room(ms: Millis): { readonly up: number; readonly down: number } {
    const { upKbps = Infinity, downKbps = Infinity } = this.allowance.rate ?? {}
    return { up: Math.floor((upKbps * ms) / 8), down: Math.floor((downKbps * ms) / 8) }
  }

  secondsAt(now: Millis): number {
    return Math.max(0, Math.floor((now - this.startedAt) / SECOND))
  }

  /** What is due now, the end of the session before a report of it. */
  dueAt(now: Millis): Due {
    const { sessionSeconds, idleSeconds, octets } = this.allowance
    if (sessionSeconds !== undefined && this.secondsAt(now) >= sessionSeconds)
      return 'session-timeout'
    if (octets !== undefined && this.octetsIn + this.octetsOut >= octets) return 'quota'
    if (idleSeconds !== undefined && now - this.#lastTrafficAt >= idleSeconds * SECOND)
      return 'idle-timeout'
    return now >= this.#interimAt ? 'interim' : undefined
  }

  /** Called when an interim report went out. */
  reported(now: Millis): void {
    this.#interimAt = this.#nextInterim(now)
  }

  /** The usage half of an accounting packet (RFC 2866 §5, RFC 2869 §5.1). */
  counters(now: Millis, viewPoint: ViewPoint): Attribute[] {
    const isPhoneView = viewPoint === 'phone'
    const input = isPhoneView ? this.octetsOut : this.octetsIn
    const output = isPhoneView ? this.octetsIn : this.octetsOut
    return [
      ['Acct-Session-Time', this.secondsAt(now)],
      ['Acct-Input-Octets', input % WORD],
      ['Acct-Output-Octets', output % WORD],
      ['Acct-Input-Gigawords', Math.floor(input / WORD)],
      ['Acct-Output-Gigawords', Math.floor(output / WORD)],
      ['Acct-Input-Packets', packets(input)],
      ['Acct-Output-Packets', packets(output)],
      ...(isPhoneView ? [CLIENT_VIEW_POINT] : []),
    ]
  }

  #nextInterim(now: Millis): Millis {
    const { interimSeconds } = this.allowance
    return interimSeconds ? now + interimSeconds * SECOND : Number.POSITIVE_INFINITY
  }
}

const OCTETS_A_PACKET = 900

function packets(octets: number): number {
  return Math.ceil(octets / OCTETS_A_PACKET) % WORD
}
