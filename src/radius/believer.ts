import { type Objection, objectionTo, pins } from './policy.ts'
import type { Peer, Service } from './service.ts'
import type { Outcomes } from './tally.ts'
import { inspect, type Packet } from './wire.ts'

/** Nearly no request is longer, and hashing one that is takes longer than all else about it. */
const LONG_OCTETS = 1024

/** So many forgeries on end make a source doubtful, */
const DOUBTED_AFTER = 8
/** and then one long packet in so many is still looked at. */
const LOOKED_AT_ONE_IN = 16

/** What an operator should do about a gateway that does not sign. */
const HINTS: Partial<Record<Objection | 'doubtful', string>> = {
  unsigned:
    'it sends no Message-Authenticator: switch that on there, or let its record say auto until it can',
  'unsigned-proxy-state':
    'it sends Proxy-State without Message-Authenticator: sign there, or let its record allow it',
}

/** Decides which datagrams of known gateways are packets of theirs, and counts why the others are not. */
export class Believer<P extends Peer> {
  readonly #service: Service<P>
  readonly #outcomes: Outcomes
  /** Forgeries on end, of the gateways whose last packet was one. */
  readonly #forgeries = new Map<string, number>()

  constructor(service: Service<P>, outcomes: Outcomes) {
    this.#service = service
    this.#outcomes = outcomes
  }

  /** The packet, if it is sound and ours to serve. Costs next to nothing, and proves nothing. */
  packetOf(datagram: Buffer, nas: P): Packet | undefined {
    const packet = inspect(datagram)
    if (packet.kind === 'malformed') return this.#drop(`malformed.${packet.reason}`, nas)
    if (!this.#service.codes.includes(packet.code)) return this.#drop('wrong-code', nas)
    return packet
  }

  /** Whether this gateway sent it. This is what costs. */
  believes(packet: Packet, nas: P): boolean {
    const objection = this.#isDoubtful(packet, nas) ? 'doubtful' : objectionTo(packet, nas)
    if (objection === 'forged') this.#suspect(nas)
    if (objection) {
      this.#drop(objection, nas, HINTS[objection])
      return false
    }
    if (this.#forgeries.size > 0) this.#forgeries.delete(nas.id)
    if (pins(packet, nas)) this.#service.pinned?.(nas)
    return true
  }

  /**
   * Whether a packet is not worth its hashing: a long one, from an address that only forgeries have come
   * from of late. Whoever forges that address can make us no busier than with short ones.
   */
  #isDoubtful({ octets }: Packet, { id }: P): boolean {
    if (octets.length <= LONG_OCTETS) return false
    const forgeries = this.#forgeries.get(id) ?? 0
    if (forgeries < DOUBTED_AFTER) return false
    if (forgeries % LOOKED_AT_ONE_IN === 0) return false
    this.#forgeries.set(id, forgeries + 1)
    return true
  }

  #suspect({ id }: P): void {
    this.#forgeries.set(id, (this.#forgeries.get(id) ?? 0) + 1)
  }

  #drop(outcome: string, { id }: P, hint?: string): undefined {
    if (hint === undefined) this.#outcomes.report(outcome, { gateway: id })
    else this.#outcomes.hint(outcome, id, { gateway: id, hint })
  }
}
