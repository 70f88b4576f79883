import type { Accounting } from '#src/accounting/record.ts'
import { Enforcement } from '#src/enforcement/enforcement.ts'
import { UnreachableStore } from '#src/enforcement/unreachable-store.ts'
import type { Terms } from '#src/enforcement/verdict.ts'
import type { Millis } from '#src/kernel/clock.ts'
import type { GrantStore } from '#src/login/grant-store.ts'
import { planNamed } from '#src/plans/plan-store.ts'
import type { LiveSessions } from '#src/sessions/live-sessions.ts'
import type { Session } from '#src/sessions/session.ts'
import type { SlowedStore } from '#src/sessions/slowed-store.ts'
import type { House } from './house.ts'
import type { SessionControl } from './session-control.ts'

/** What of a city enforcement watches and acts through. */
export type EnforcedParts = {
  readonly live: LiveSessions
  readonly grants: GrantStore
  readonly slowed: SlowedStore
  readonly control: SessionControl
  readonly accounting: Pick<Accounting, 'closeGone'>
}

/** Joins the house's nouns to what holds people to their plans. It acts once it is started. */
export function openEnforcement(
  house: House,
  { live, grants, slowed, control, accounting }: EnforcedParts,
): Enforcement {
  const { clock, log, commit, database, audit, plans, places, usage } = house
  const termsOf = ({ grant: id, site }: Session, now: Millis): Terms | undefined => {
    const grant = id === undefined ? undefined : grants.hold(id)
    if (id === undefined || !grant) return undefined
    return {
      plan: planNamed(plans, grant.plan),
      expiresAt: grant.expiresAt,
      opening: places.openingAt(site, now),
      isSlowed: slowed.has(id),
    }
  }
  return new Enforcement({
    clock,
    log,
    commit,
    slowed,
    termsOf,
    livePeople: () => live.people(),
    liveOfPerson: (person) => live.ofPerson(person),
    session: (id) => live.find(id),
    used: (person, now) => usage.used(person, now),
    rules: () => `${plans.generation} ${places.generation}`,
    end: control.end,
    change: control.change,
    closeGone: (session) => accounting.closeGone(session),
    record: (draft) => audit.append(draft),
    unreachable: new UnreachableStore(database),
  })
}
