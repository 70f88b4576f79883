import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import { showDuration, showMoment, showOctets, showRate } from './figures.ts'
import { inOtherLanguage, kept, type Page } from './layout.ts'
import { LEGAL } from './locales/messages.ts'
import type { Access, Ending } from './ports.ts'
import { link, type Reader } from './reader.ts'

const OCTETS_PER_MEGABYTE = 1_000_000
const REFRESH_SECONDS = 3
/** After half a minute of waiting the page stops reloading and says what to do. */
const LOOKS_MAX = 10

type Stay = {
  readonly token: string
  readonly access: Access
  /** How often this page has reloaded itself. */
  readonly looks: number
  readonly ending?: Exclude<Ending['kind'], 'ended' | 'unknown'> | undefined
}

/** What is left of today, what was used, and the way out. */
export function statusPage(reader: Reader, { token, access, looks, ending }: Stay): Page {
  const { m } = reader
  const path = `/status/${encodeURIComponent(token)}`
  const isLooking = access.state === 'waiting' && looks < LOOKS_MAX
  const again = link(reader, path, { looks: String(looks + 1) })
  return {
    title: m.statusTitle[access.state],
    says: m.at(access.site),
    elsewhere: inOtherLanguage(reader, path),
    head: isLooking
      ? html`<meta http-equiv="refresh" content="${REFRESH_SECONDS};url=${again}">`
      : undefined,
    body: html`${ending && html`<p class="note" role="alert">${m.endings[ending]}</p>`}
${news(reader, access, isLooking, link(reader, path))}
<section class="card">${left(reader, access)}</section>
<section class="card">${facts(reader, access)}
${access.state !== 'ended' && html`<form method="post" action="${path}/end">${kept(reader)}<button class="go soft">${m.disconnect}</button></form>`}
</section>
<p class="hint">${m.keepPage} <a href="${link(asHolder(reader, token), '/privacy')}">${LEGAL[m.language].privacyTitle}</a></p>
<p><a class="go" href="${link(asHolder(reader, token), '/services')}">${m.servicesLink}</a></p>`,
  }
}

function news(reader: Reader, { state }: Access, isLooking: boolean, address: string): Html {
  const { m } = reader
  if (state === 'online') return html``
  const says = state === 'ended' ? m.endedSays : isLooking ? m.waitingSays : m.waitingLong
  return html`<p class="note" role="status">${says}</p>
${state === 'waiting' && html`<p><a class="go soft" href="${address}">${m.check}</a></p>`}`
}

function left({ m }: Reader, { plan, secondsLeft, octetsLeft }: Access): Html {
  const time = secondsLeft === undefined ? m.unlimited : showDuration(m, secondsLeft)
  const data = octetsLeft === undefined ? m.unlimited : showOctets(m, octetsLeft)
  return html`${meter('time', m.timeLeft, time, share(secondsLeft, (plan.dayMinutes ?? 0) * 60))}${meter(
    'data',
    m.dataLeft,
    data,
    share(octetsLeft, (plan.dayMegabytes ?? 0) * OCTETS_PER_MEGABYTE),
  )}`
}

function meter(id: string, label: string, value: string, percent: number | undefined): Html {
  return html`<div class="meter"><h2 id="${id}">${label}</h2><p class="big">${value}</p>
${percent !== undefined && html`<progress aria-labelledby="${id}" max="100" value="${percent}">${percent}%</progress>`}</div>`
}

function share(left: number | undefined, whole: number): number | undefined {
  if (left === undefined || whole <= 0) return undefined
  return Math.round(Math.min(1, Math.max(0, left / whole)) * 100)
}

function facts({ m }: Reader, { state, plan, site, session, sessionSecondsLeft }: Access): Html {
  const { upKbps, downKbps } = plan
  const speeds =
    upKbps && downKbps ? m.speeds(showRate(m, downKbps), showRate(m, upKbps)) : undefined
  const used =
    session && m.dataUsed(showOctets(m, session.octetsOut), showOctets(m, session.octetsIn))
  const rows: readonly (readonly [string, string | undefined])[] = [
    [m.site, site],
    [m.plan, plan.name[m.language]],
    [m.speed, speeds],
    [m.startedAt, session && showMoment(session.startedAt)],
    [
      m.sessionLeft,
      state === 'online' && sessionSecondsLeft !== undefined
        ? showDuration(m, sessionSecondsLeft)
        : undefined,
    ],
    [m.timeUsed, session && showDuration(m, session.seconds)],
    [m.used, used],
  ]
  return html`<dl>${rows
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

/** Whoever leaves this page can come back to it. */
function asHolder(reader: Reader, status: string): Reader {
  return { ...reader, whence: { status } }
}
