import { AtHand } from '#src/kernel/at-hand.ts'
import { Names } from '#src/kernel/names.ts'
import type { Day } from '#src/kernel/period.ts'
import type { UsedAsOf } from './used.ts'

/** All who may come back together when their power does, and as many again. About 13 MB of them. */
const PEOPLE_AT_HAND = 262_144

/** The fields of a row, in this order. */
const [TODAY, DAY_SECONDS, DAY_OCTETS, MONTH_SECONDS, MONTH_OCTETS] = [0, 1, 2, 3, 4]
const FIELDS = 5

/** What people have used, without asking the database. */
export class UsedAtHand {
  readonly #rows = new AtHand(PEOPLE_AT_HAND, FIELDS)
  readonly #days = new Names()

  keep(person: number, used: UsedAsOf): void {
    const { fields } = this.#rows
    const at = this.#rows.place(person)
    fields[at + TODAY] = this.#days.numberOf(used.today)
    fields[at + DAY_SECONDS] = used.daySeconds
    fields[at + DAY_OCTETS] = used.dayOctets
    fields[at + MONTH_SECONDS] = used.monthSeconds
    fields[at + MONTH_OCTETS] = used.monthOctets
  }

  find(person: number): UsedAsOf | undefined {
    const at = this.#rows.find(person)
    if (at === undefined) return undefined
    const field = (n: number) => this.#rows.fields[at + n] as number
    return {
      today: this.#days.nameOf(field(TODAY)) as Day,
      daySeconds: field(DAY_SECONDS),
      dayOctets: field(DAY_OCTETS),
      monthSeconds: field(MONTH_SECONDS),
      monthOctets: field(MONTH_OCTETS),
    }
  }
}
