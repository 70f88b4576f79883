import type { Millis } from '#src/kernel/clock.ts'
import type { Ip } from '#src/kernel/ip.ts'
import type { Waiting } from './backlog.ts'
import type { AuthenticRequest, Peer } from './service.ts'
import type { Code, Packet } from './wire.ts'

/** Nearly no request is longer; one that is brings memory of its own. */
const SEAT_OCTETS = 512

/** Seats made together, in one piece of memory. */
const ROW = 64

/** A request that came, and from where. Its packet is only lent. */
export type Arrival<P extends Peer, S> = {
  readonly packet: Packet
  readonly nas: P
  readonly source: Ip
  readonly sender: S
  readonly heardAt: Millis
  readonly goesFirst: boolean
}

/**
 * Where requests wait to be looked at.
 *
 * Seats are used over and over. A storm keeps thousands waiting for half a second each, and sheds most of
 * them: as objects of their own they would be moved twice by the garbage collector before they are that,
 * a quarter of all it has to move.
 */
export class WaitingRoom<P extends Peer, S> {
  readonly #empty: Seat<P, S>[] = []
  #arrived = 0

  /** Seats a request; what was lent may be used for something else from now on. */
  seat(arrival: Arrival<P, S>): Seat<P, S> {
    if (this.#empty.length === 0) this.#addRow()
    const seat = this.#empty.pop() as Seat<P, S>
    seat.take(arrival, ++this.#arrived)
    return seat
  }

  /** Its request is on its way, or shed. */
  leave(seat: Seat<P, S>): void {
    seat.empty()
    this.#empty.push(seat)
  }

  #addRow(): void {
    const row = Buffer.alloc(ROW * SEAT_OCTETS)
    for (let n = 0; n < ROW; n++) {
      this.#empty.push(new Seat(row.subarray(n * SEAT_OCTETS, (n + 1) * SEAT_OCTETS)))
    }
  }
}

/** One request that waits, and after it another. */
export class Seat<P extends Peer, S> implements Waiting {
  gateway = ''
  goesFirst = false
  heardAt: Millis = 0
  /** Its place among all that came: they are not always looked at in that order. */
  nth = 0
  readonly #room: Buffer
  /** Instead of the room, for one that is longer. */
  #long: Buffer | undefined
  #octets = 0
  #isOngoing = false
  #messageAuthenticatorAt = 0
  #nas: P | undefined
  #source = '' as Ip
  #sender: S | undefined

  constructor(room: Buffer) {
    this.#room = room
  }

  get sender(): S {
    return this.#sender as S
  }

  /** What waits, as long as it does. */
  get octets(): Buffer {
    return this.#long ?? this.#room
  }

  take(arrival: Arrival<P, S>, nth: number): void {
    const { packet, nas, source, sender, heardAt, goesFirst } = arrival
    const { octets } = packet
    this.gateway = nas.id
    this.goesFirst = goesFirst
    this.#isOngoing = packet.isOngoing
    this.heardAt = heardAt
    this.nth = nth
    this.#octets = octets.length
    this.#long = octets.length > SEAT_OCTETS ? Buffer.from(octets) : undefined
    if (!this.#long) this.#room.set(octets)
    this.#messageAuthenticatorAt = packet.messageAuthenticatorAt
    this.#nas = nas
    this.#source = source
    this.#sender = sender
  }

  /** Gives back what a long one brought: a flood of them must not keep it taken. */
  empty(): void {
    this.#long = undefined
  }

  /** What waited here, in memory of its own. */
  request(): AuthenticRequest<P> {
    const octets = this.#long ?? this.#copied()
    return {
      packet: {
        kind: 'packet',
        code: octets[0] as Code,
        identifier: octets[1] as number,
        octets,
        messageAuthenticatorAt: this.#messageAuthenticatorAt,
        isOngoing: this.#isOngoing,
      },
      nas: this.#nas as P,
      source: this.#source,
      receivedAt: this.heardAt,
    }
  }

  #copied(): Buffer {
    const octets = Buffer.allocUnsafe(this.#octets)
    this.#room.copy(octets, 0, 0, this.#octets)
    return octets
  }
}
