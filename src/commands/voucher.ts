import { DAY } from '#src/kernel/clock.ts'
import { dayOf } from '#src/kernel/period.ts'
import { showVoucherCode } from '#src/vouchers/voucher.ts'
import { BATCH_COUNT_MAX } from '#src/vouchers/voucher-store.ts'
import { atHome, commandLineActor } from './at-home.ts'
import { type Command, parsed, UsageError } from './command.ts'
import { json } from './print.ts'

const DAYS_MAX = 366

export const voucherIssue: Command = {
  name: 'voucher issue',
  about: 'Issue access codes on paper: for a desk, a hotel, an event.',
  flags: {
    count: { value: 'N', about: `how many, up to ${BATCH_COUNT_MAX} (1)` },
    plan: { value: 'NAME', about: 'what they give (public)' },
    days: { value: 'N', about: 'how long they can be used, in days (30)' },
    note: { value: 'TEXT', about: 'whom they are for' },
    json: { about: 'answer as JSON' },
  },
  run: (given, { out }) =>
    atHome((house) => {
      const count =
        parsed(given, 'count', wholeUpTo(BATCH_COUNT_MAX), `1 to ${BATCH_COUNT_MAX}`) ?? 1
      const days = parsed(given, 'days', wholeUpTo(DAYS_MAX), `1 to ${DAYS_MAX}`) ?? 30
      const plan = given.text('plan') ?? 'public'
      if (!house.plans.find(plan)) {
        const known = house.plans.all().map(({ id }) => id)
        throw new UsageError(`--plan: there is no plan “${plan}”; there are ${known.join(', ')}`)
      }
      const issuedBy = commandLineActor()
      const expiresAt = house.clock() + days * DAY
      const { batch, codes } = house.audited(
        issuedBy,
        () =>
          house.vouchers.issue({
            plan,
            count,
            note: given.text('note') ?? '',
            issuedBy,
            expiresAt,
          }),
        ({ batch: { id } }) => ({
          action: 'voucher.issued',
          subject: String(id),
          detail: { plan, count },
        }),
      )
      const shown = codes.map(showVoucherCode)
      if (given.has('json')) out(json({ batch, codes: shown }))
      else
        out(`${shown.join('\n')}\n\nBatch ${batch.id}, plan ${plan}, until ${dayOf(expiresAt)}.\n`)
      return 0
    }),
}

function wholeUpTo(max: number) {
  return (text: string) => {
    const n = Number(text)
    return Number.isInteger(n) && n >= 1 && n <= max ? n : undefined
  }
}
