import { DAY, type Millis } from '#src/kernel/clock.ts'
import { dayOf, hourOf, type Month, monthBounds, monthOf } from '#src/kernel/period.ts'
import type { Epoch } from '#src/sessions/epoch.ts'
import type { UsageStore } from '#src/sessions/usage-store.ts'
import type { Slice } from './spread.ts'

/** A session's part in the roll-ups: where, whose, and from when to when. */
type Stay = Pick<Epoch, 'site' | 'person' | 'device' | 'startedAt' | 'updatedAt'>

/** A stay longer than this is noted as present in its last months only. */
const PRESENCE_MS_MAX = 366 * DAY

/**
 * Carries a change of one session into the roll-ups, in the transaction of the record it comes from.
 *
 * `change` is what the word altered; `whole` is all the session used, which a person who became known
 * only now has used too.
 */
export function rollUp(
  usage: UsageStore,
  { before, after }: { readonly before: Stay | undefined; readonly after: Stay },
  { change, whole }: { readonly change: readonly Slice[]; readonly whole: readonly Slice[] },
): void {
  const changed = byHour(change)
  for (const slice of changed) usage.addToHour(after.site, slice)
  countStart(usage, before, after)
  creditPerson(usage, after, before && before.person !== after.person ? byHour(whole) : changed)
  notePresence(usage, before, after)
}

/** Slices of the same hour as one, and none that changes nothing. */
function byHour(slices: readonly Slice[]): readonly Slice[] {
  if (slices.length === 1) return slices.every(isSomething) ? slices : []
  const hours = new Map<Millis, Slice>()
  for (const slice of slices) {
    const held = hours.get(slice.hour)
    hours.set(slice.hour, held ? sum(held, slice) : slice)
  }
  return [...hours.values()].filter(isSomething)
}

function countStart(usage: UsageStore, before: Stay | undefined, after: Stay): void {
  const hour = hourOf(after.startedAt)
  const was = before && hourOf(before.startedAt)
  if (was === hour) return
  usage.addStarted(after.site, hour, 1)
  if (before && was !== undefined) usage.addStarted(before.site, was, -1)
}

function creditPerson(usage: UsageStore, { person }: Stay, slices: readonly Slice[]): void {
  if (person === undefined) return
  for (const { hour, seconds, octetsIn, octetsOut } of slices) {
    usage.addToDay(person, dayOf(hour), { seconds, octets: octetsIn + octetsOut })
  }
}

function notePresence(usage: UsageStore, before: Stay | undefined, after: Stay): void {
  const isNoted =
    before &&
    before.person === after.person &&
    before.device === after.device &&
    isSameMonth(before.startedAt, after.startedAt) &&
    isSameMonth(before.updatedAt, after.updatedAt)
  if (isNoted) return

  const { site, person, device } = after
  for (const month of monthsOf(after)) {
    if (person !== undefined) usage.addPresence(month, site, 'person', person)
    if (device !== undefined) usage.addPresence(month, site, 'device', device)
  }
}

/** Within one hour nothing need be formatted, and words come every few minutes. */
function isSameMonth(a: Millis, b: Millis): boolean {
  return hourOf(a) === hourOf(b) || monthOf(a) === monthOf(b)
}

function monthsOf({ startedAt, updatedAt }: Stay): Month[] {
  if (isSameMonth(startedAt, updatedAt)) return [monthOf(updatedAt)]
  const months: Month[] = []
  let at = Math.max(startedAt, updatedAt - PRESENCE_MS_MAX)
  while (at <= updatedAt) {
    const month = monthOf(at)
    months.push(month)
    at = monthBounds(month).to
  }
  return months
}

function sum(a: Slice, b: Slice): Slice {
  return {
    hour: a.hour,
    seconds: a.seconds + b.seconds,
    octetsIn: a.octetsIn + b.octetsIn,
    octetsOut: a.octetsOut + b.octetsOut,
  }
}

function isSomething({ seconds, octetsIn, octetsOut }: Slice): boolean {
  return seconds !== 0 || octetsIn !== 0 || octetsOut !== 0
}
