import type { SessionRow } from '#src/admin/ports.ts'
import type { Session } from '#src/sessions/session.ts'
import type { City } from './city.ts'
import type { House } from './house.ts'

/** A session with the names of its place and plan, for people to read. */
export function sessionRow(house: House, { grants }: City, session: Session): SessionRow {
  const plan = session.grant === undefined ? undefined : grants.find(session.grant)?.plan
  return {
    ...session,
    siteName: house.places.site(session.site)?.name ?? session.site,
    planName: (plan && house.plans.find(plan)?.name.vi) ?? plan ?? '',
  }
}
