import type { Millis } from '#src/kernel/clock.ts'
import type { Epoch } from '#src/sessions/epoch.ts'

/** How many Interims may be missing before nobody is believed to be there: three, and half of one late. */
const INTERIMS_MISSED = 3.5

/** Why a session is taken to be over, as RFC 2866 §5.10 would say it. */
export type Conclusion = {
  readonly session: Epoch
  readonly cause: 'Lost-Service' | 'Lost-Carrier'
}

/** The live sessions, and for how long a gateway has said nothing of one, by a clock that nobody sets. */
export type Listened = Iterable<Epoch> & { readonly silentMs: (session: number) => Millis }

/**
 * Which sessions are over though no Stop came: those that missed three Interims, and those whose phone
 * has begun another session since they were last heard of.
 *
 * `interimMs` is the longest that gateways were told to wait between two words.
 */
export function conclude(live: Listened, interimMs: Millis): Conclusion[] {
  const newest = new Map<number, Millis>()
  for (const { device, startedAt } of live) {
    if (device !== undefined && startedAt > (newest.get(device) ?? 0)) newest.set(device, startedAt)
  }
  const concluded: Conclusion[] = []
  for (const session of live) {
    const { id, device, startedAt, updatedAt } = session
    const elsewhereAt = device === undefined ? startedAt : (newest.get(device) ?? startedAt)
    const hasMoved = elsewhereAt > startedAt && elsewhereAt >= updatedAt
    if (hasMoved) concluded.push({ session, cause: 'Lost-Carrier' })
    else if (live.silentMs(id) > INTERIMS_MISSED * interimMs) {
      concluded.push({ session, cause: 'Lost-Service' })
    }
  }
  return concluded
}
