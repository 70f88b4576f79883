import { WEEKDAYS } from '#src/places/opening-hours.ts'
import type { Site } from '#src/places/place.ts'
import { forRole, type OfficerVisit, type Route } from './door.ts'
import { type HoursTyped, hoursTyped, readHours } from './opening-hours.ts'
import { openingHoursPage, placesPage } from './place-views.ts'

/** The places where gateways stand, and when their Wi-Fi may be used. */
export const PLACE_ROUTES: readonly Route[] = [
  forRole('viewer', 'GET', '/places', async ({ ports, voice, officer, page }) => {
    const [sites, communes] = await Promise.all([ports.places.sites(), ports.places.communes()])
    return page(placesPage(voice, sites, communes, officer.role))
  }),

  forRole('operator', 'GET', '/places/:site/opening-hours', async (visit) => {
    const site = await found(visit)
    if (!site) return visit.note('notFound', 404)
    const typed = hoursTyped(site.openingHours)
    return visit.page(openingHoursPage(visit.voice, site, { typed }))
  }),

  forRole('operator', 'POST', '/places/:site/opening-hours', setHours),
]

async function found({ c, ports }: OfficerVisit): Promise<Site | undefined> {
  return (await ports.places.sites()).find(({ id }) => id === c.req.param('site'))
}

async function setHours(visit: OfficerVisit): Promise<Response> {
  const { ports, voice, officer, page, goTo, note } = visit
  const { text } = await visit.form()
  const site = await found(visit)
  if (!site) return note('notFound', 404)
  const typed = Object.fromEntries(WEEKDAYS.map((day) => [day, text(day)])) as HoursTyped
  const reading = readHours(typed)
  if (reading.kind === 'faulty') {
    return page(openingHoursPage(voice, site, { typed, faulty: reading.days }), 422)
  }
  const isSet = await ports.audited(
    officer.id,
    () => ports.places.setOpeningHours(site.id, reading.hours),
    (done) => (done ? told(site, hoursTyped(reading.hours)) : undefined),
  )
  return isSet ? goTo('/places', 'hoursSet') : note('notFound', 404)
}

/** Each day that is another now, as it was and as it is; a closed day, or one always open, is `–`. */
function told({ id, openingHours }: Site, after: HoursTyped) {
  const before = hoursTyped(openingHours)
  const changed = WEEKDAYS.filter((day) => before[day] !== after[day])
  const detail = changed.map((day) => [day, `${before[day] || '–'} → ${after[day] || '–'}`])
  return { action: 'site.hours-set', subject: id, detail: Object.fromEntries(detail) }
}
