import type { House } from '#src/app/house.ts'
import { DAY } from '#src/kernel/clock.ts'
import { dayOf } from '#src/kernel/period.ts'
import { showVoucherCode } from '#src/vouchers/voucher.ts'
import { BATCH_COUNT_MAX, type BatchDraft, type VoucherBatch } from '#src/vouchers/voucher-store.ts'
import { atHome, commandLineActor } from './at-home.ts'
import { type Command, type Given, lineUpTo, parsed, UsageError, wholeUpTo } from './command.ts'
import { json, table } from './print.ts'

const DAYS_MAX = 366
const NOTE_LENGTH_MAX = 200
const JSON_FLAG = { about: 'answer as JSON' } as const

export const voucherIssue: Command = {
  name: 'voucher issue',
  about: 'Issue access codes on paper: for a desk, a hotel, an event.',
  flags: {
    count: { value: 'N', about: `how many, up to ${BATCH_COUNT_MAX} (1)` },
    plan: { value: 'NAME', about: 'what they give (public)' },
    days: { value: 'N', about: 'how long they can be used, in days (30)' },
    note: { value: 'TEXT', about: 'whom they are for' },
    json: JSON_FLAG,
  },
  run: (given, shell) =>
    atHome(shell, (house) => {
      const draft = readDraft(given, house)
      const { batch, codes } = house.audited(
        draft.issuedBy,
        () => house.vouchers.issue(draft),
        ({ batch: { id, plan, count } }) => ({
          action: 'voucher.issued',
          subject: String(id),
          detail: { plan, count },
        }),
      )
      const shown = codes.map(showVoucherCode)
      const until = `Batch ${batch.id}, plan ${batch.plan}, until ${dayOf(batch.expiresAt)}.`
      shell.out(
        given.has('json') ? json({ batch, codes: shown }) : `${shown.join('\n')}\n\n${until}\n`,
      )
      return 0
    }),
}

export const voucherList: Command = {
  name: 'voucher list',
  about: 'The batches issued, newest first, and how much of each is used.',
  flags: { json: JSON_FLAG },
  run: (given, shell) =>
    atHome(shell, ({ vouchers }) => {
      const batches = vouchers.batches()
      if (given.has('json')) shell.out(json(batches))
      else if (batches.length === 0) shell.out('No voucher yet: `voucher issue --help`.\n')
      else shell.out(table([['BATCH', 'PLAN', 'UNTIL', 'USED', 'OF', 'NOTE'], ...batches.map(row)]))
      return 0
    }),
}

function row({ id, plan, expiresAt, redeemed, count, note }: VoucherBatch): string[] {
  return [String(id), plan, dayOf(expiresAt), String(redeemed), String(count), note]
}

function readDraft(given: Given, { plans, clock }: House): BatchDraft {
  const upTo = (flag: string, max: number) =>
    parsed(given, flag, wholeUpTo(max), `a number from 1 to ${max}`)
  const count = upTo('count', BATCH_COUNT_MAX) ?? 1
  const days = upTo('days', DAYS_MAX) ?? 30
  const aLine = `a line of 1 to ${NOTE_LENGTH_MAX} characters`
  const note = parsed(given, 'note', lineUpTo(NOTE_LENGTH_MAX), aLine) ?? ''
  const plan = given.text('plan') ?? 'public'
  if (!plans.find(plan)) {
    const known = plans.all().map(({ id }) => id)
    throw new UsageError(`--plan: there is no plan “${plan}”; there are ${known.join(', ')}`)
  }
  return { plan, count, note, issuedBy: commandLineActor(), expiresAt: clock() + days * DAY }
}
