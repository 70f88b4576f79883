import type { Millis } from '#src/kernel/clock.ts'
import type { Ip } from '#src/kernel/ip.ts'
import type { Nas } from './message.ts'
import type { Trust } from './policy.ts'
import type { Code, Packet } from './wire.ts'

/** Who may speak to a port: what must be known of them to believe them. */
export type Peer = Trust & Pick<Nas, 'id'>

/** A request whose sender is known and proven. */
export type AuthenticRequest<P extends Peer> = {
  readonly packet: Packet
  readonly nas: P
  readonly source: Ip
  readonly receivedAt: Millis
}

/** What to send back, not before an instant if one is given. */
export type Reply = {
  readonly kind: 'reply'
  /** What it is counted as. */
  readonly outcome: string
  readonly code: Code
  readonly attributes: Uint8Array
  readonly notBefore?: Millis
}
export type Silence = { readonly kind: 'silence'; readonly outcome: string }

/** What is served on one port. */
export type Service<P extends Peer> = {
  readonly name: string
  readonly codes: readonly Code[]
  readonly nasAt: (source: Ip) => P | undefined
  /** A rejected answer is silence, and the next copy is tried afresh. */
  readonly answer: (request: AuthenticRequest<P>) => Promise<Reply | Silence> | Reply | Silence
  /** What gives way when more comes in than can be served: see `Backlog`. */
  readonly sheds?: 'oldest' | 'newest'
  /** An `auto` gateway has signed a request. */
  readonly pinned?: (nas: P) => void
  /** A datagram from nobody we know; of a flood, a few a second. */
  readonly stranger?: (source: Ip, datagram: Buffer) => void
}
