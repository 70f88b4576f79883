import { assert } from '#src/kernel/assert.ts'
import { type Phone, parsePhone } from '#src/kernel/phone.ts'
import { macFrom } from './gateway.ts'
import { PROBES } from './internet.ts'
import type { Visitor, Way } from './phone.ts'
import type { Seeded } from './seeded.ts'

/** Prefixes of Vietnamese mobile networks; each takes seven more digits. */
const PREFIXES = ['032', '034', '038', '070', '079', '083', '090', '091', '096', '098'] as const

const VOUCHER_SHARE = 0.12
const RETURN_SHARE = 0.3

/** Where a voucher comes from: somebody at a desk hands one out, while there are any. */
export type VoucherDesk = () => string | undefined

/**
 * The people of a simulated city, as many as `population`.
 *
 * Somebody is either out with their phone or at home; who was online before may come back as a device
 * the portal knows.
 */
export class Crowd {
  readonly #chance: Seeded
  readonly #vouchers: VoucherDesk
  readonly #population: number
  readonly #out = new Set<Visitor>()
  readonly #strangers: Visitor[] = []
  readonly #regulars: Visitor[] = []

  constructor(population: number, chance: Seeded, vouchers: VoucherDesk) {
    assert(population > 0, 'a city has people')
    this.#population = population
    this.#chance = chance
    this.#vouchers = vouchers
  }

  get outCount(): number {
    return this.#out.size
  }

  /** The next one to take their phone out, and how they mean to get in; nothing when all are out. */
  next(): { readonly visitor: Visitor; readonly way: Way } | undefined {
    const regular = this.#chance.chance(RETURN_SHARE)
      ? take(this.#regulars, this.#chance)
      : undefined
    const visitor = regular ?? this.#stranger() ?? take(this.#regulars, this.#chance)
    if (!visitor) return undefined
    this.#out.add(visitor)
    if (regular) return { visitor, way: { kind: 'known-device' } }
    const code = this.#chance.chance(VOUCHER_SHARE) ? this.#vouchers() : undefined
    return { visitor, way: code === undefined ? { kind: 'code' } : { kind: 'voucher', code } }
  }

  /** Their phone is away again. */
  home(visitor: Visitor, wasOnline: boolean): void {
    if (!this.#out.delete(visitor)) return
    if (wasOnline) this.#regulars.push(visitor)
    else this.#strangers.push(visitor)
  }

  #stranger(): Visitor | undefined {
    const everybody = this.#out.size + this.#regulars.length + this.#strangers.length
    if (everybody >= this.#population) return take(this.#strangers, this.#chance)
    return {
      number: mobileNumber(this.#chance),
      mac: macFrom(this.#chance.entropy),
      probe: this.#chance.choice(PROBES),
    }
  }
}

/** A valid Vietnamese mobile number. Nobody is texted: the simulation's messages stay in its outbox. */
export function mobileNumber(chance: Seeded): Phone {
  const digits = String(chance.whole(0, 9_999_999)).padStart(7, '0')
  const phone = parsePhone(`${chance.choice(PREFIXES)}${digits}`)
  assert(phone, 'every number under these prefixes is a mobile number')
  return phone
}

function take<T>(from: T[], chance: Seeded): T | undefined {
  return from.length === 0 ? undefined : from.splice(chance.whole(0, from.length - 1), 1)[0]
}
