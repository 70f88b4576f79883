import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import type { Role } from '#src/officers/officer.ts'
import { openingAt, WEEKDAYS, type Weekday } from '#src/places/opening-hours.ts'
import type { Commune, Site } from '#src/places/place.ts'
import { type HoursTyped, hoursByDays } from './opening-hours.ts'
import { badge, empty, field, heading, table } from './parts.ts'
import type { Page, Voice } from './view.ts'

/** Every place with its hours, and how it stands now. */
export function placesPage(
  voice: Voice,
  sites: readonly Site[],
  communes: readonly Commune[],
  role: Role,
): Page {
  const { t } = voice
  const communeNames = new Map(communes.map(({ id, fullName }) => [id, fullName]))
  const columns = [t.site, t.places.commune, t.places.now, t.places.hours]
  const body =
    sites.length === 0
      ? empty(t.places.none)
      : table({
          caption: t.places.caption(voice.format.number(sites.length)),
          columns: role === 'viewer' ? columns : [...columns, t.action],
          rows: sites.map(
            (site) => html`<tr>
          <th scope="row">${site.name}</th><td>${communeNames.get(site.commune) ?? site.commune}</td>
          <td>${standing(voice, site)}</td><td>${hours(voice, site)}</td>
          ${role === 'viewer' ? '' : html`<td><a class="button quiet small" href="/places/${site.id}/opening-hours">${t.places.change}</a></td>`}
        </tr>`,
          ),
        })
  return {
    title: t.sections.places,
    section: 'places',
    body: html`${heading(t.sections.places, t.places.says)}${body}`,
  }
}

function standing({ t, format, now }: Voice, { openingHours }: Site): Html {
  if (!openingHours) return badge('plain', t.places.always)
  const opening = openingAt(openingHours, now)
  if (opening.isOpen) return badge('good', t.places.open)
  return html`${badge('warn', t.places.closed)} <span class="muted">${t.places.until} ${format.dateTime(opening.opensAt)}</span>`
}

function hours({ t }: Voice, { openingHours }: Site): Html {
  if (!openingHours) return html`<span class="muted">${t.places.alwaysSays}</span>`
  return html`${hoursByDays(openingHours).map(
    ({ days, hours }) =>
      html`<span class="pair"><span class="muted">${daysSaid(t.places.shortDays, days)}</span> ${hours || t.places.closedDay}</span><br>`,
  )}`
}

/** `Mon–Fri`, `Sat`. */
function daysSaid(names: Readonly<Record<Weekday, string>>, days: readonly Weekday[]): string {
  const [first, last] = [days.at(0), days.at(-1)]
  if (!first || !last) return ''
  return first === last ? names[first] : `${names[first]}–${names[last]}`
}

/** One field a day. What was typed stays. */
export function openingHoursPage(
  voice: Voice,
  site: Site,
  { typed, faulty = [] }: { readonly typed: HoursTyped; readonly faulty?: readonly Weekday[] },
): Page {
  const { t } = voice
  const title = t.places.hoursOf(site.name)
  return {
    title,
    section: 'places',
    body: html`${heading(title, t.places.hoursSays)}
    <form class="card stack wide" method="post" action="/places/${site.id}/opening-hours">
      <p>${t.places.hint}</p>
      <div class="columns">${WEEKDAYS.map((day) =>
        field({
          name: day,
          label: t.places.days[day],
          value: typed[day],
          fault: faulty.includes(day) ? t.places.fault : undefined,
          attributes: html`autocomplete="off" spellcheck="false"`,
          isOptional: true,
        }),
      )}</div>
      <p class="row"><button>${t.places.save}</button><a class="button quiet" href="/places">${t.cancel}</a></p>
    </form>`,
  }
}
