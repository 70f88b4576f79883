import type { SessionDetail, SessionRow } from '#src/admin/ports.ts'
import { planNamed } from '#src/plans/plan-store.ts'
import type { Session } from '#src/sessions/session.ts'
import type { City } from './city.ts'
import type { House } from './house.ts'

/** A session with the names of its place and plan, for people to read. */
export function sessionRow(house: House, city: City, session: Session): SessionRow {
  const plan = grantedPlan(city, session)
  return {
    ...session,
    siteName: house.places.site(session.site)?.name ?? session.site,
    planName: plan ? (house.plans.find(plan)?.name ?? { vi: plan, en: plan }) : { vi: '', en: '' },
  }
}

/** A session with what it may have, and what is known of its device. */
export function sessionDetail(house: House, city: City, session: Session): SessionDetail {
  const { grant, device } = session
  const plan = grantedPlan(city, session)
  const until = device === undefined ? 0 : house.people.rememberedUntil(device)
  return {
    ...sessionRow(house, city, session),
    plan: plan === undefined ? undefined : planNamed(house.plans, plan),
    isSlowed: grant !== undefined && city.slowed.has(grant),
    visit: house.sessions.visitOf(session).map((stay) => sessionRow(house, city, stay)),
    rememberedUntil: until > house.clock() ? until : undefined,
  }
}

function grantedPlan({ grants }: City, { grant }: Session): string | undefined {
  return grant === undefined ? undefined : grants.find(grant)?.plan
}
