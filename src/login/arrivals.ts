import type { Millis } from '#src/kernel/clock.ts'
import { WideLists } from '#src/kernel/wide-lists.ts'
import { WideMap } from '#src/kernel/wide-map.ts'
import type { Grant } from './grant-store.ts'
import { REPORT_LIFE } from './limits.ts'

/** A device that was let in and whose session no gateway has reported yet. */
type Arrival = { readonly person: number; readonly device: number; readonly until: Millis }

/**
 * Devices between their Access-Accept and the first word of their session, so that two gateways that
 * ask in the same millisecond cannot both let a person's last device in.
 *
 * An arrival ends with that word, or after two minutes: a phone whose gateway never got our answer must
 * not keep its owner's others out. Held in memory by the one process that answers RADIUS, and put
 * together again from the used credentials when that starts.
 */
export class Arrivals {
  readonly #byGrant = new WideMap<Arrival>()
  readonly #byPerson = new WideLists<Arrival>()
  #forgetsAt: Millis = 0

  constructor(used: Iterable<{ readonly grant: Grant; readonly usedAt: Millis }> = []) {
    for (const { grant, usedAt } of used) this.add(grant, usedAt)
  }

  /** A grant's device was let in. */
  add({ id, person, device }: Pick<Grant, 'id' | 'person' | 'device'>, at: Millis): void {
    this.end(id)
    this.#forget(at)
    const arrival = { person, device, until: at + REPORT_LIFE }
    this.#byGrant.set(id, arrival)
    this.#byPerson.add(person, arrival)
  }

  /** The session of a grant was heard of, or will not come. */
  end(grant: number): void {
    const arrival = this.#byGrant.get(grant)
    if (!arrival) return
    this.#byGrant.delete(grant)
    this.#byPerson.remove(arrival.person, arrival)
  }

  /** The devices of a person that are on their way in. */
  devicesOf(person: number, now: Millis): number[] {
    const arriving = this.#byPerson.get(person)
    return arriving.filter(({ until }) => isAhead(until, now)).map(({ device }) => device)
  }

  /** Now and then: whoever is asked about is looked at by the clock. */
  #forget(now: Millis): void {
    if (isAhead(this.#forgetsAt, now)) return
    this.#forgetsAt = now + REPORT_LIFE
    for (const [grant, { until }] of this.#byGrant.entries()) {
      if (!isAhead(until, now)) this.end(grant)
    }
  }
}

/** Still to come, and not only because the clock was set back: nothing lasts longer than an arrival. */
function isAhead(at: Millis, now: Millis): boolean {
  return now < at && at - now <= REPORT_LIFE
}
