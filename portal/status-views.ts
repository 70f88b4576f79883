import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import { OCTETS_PER_MEGABYTE, type Plan } from '#src/plans/plan.ts'
import { showDuration, showOctets, showRate } from './figures.ts'
import { inOtherLanguage, kept, type Page } from './layout.ts'
import { LEGAL } from './locales/messages.ts'
import type { Messages } from './locales/vi.ts'
import { showMoment } from './moment.ts'
import type { Access, Ending, Left } from './ports.ts'
import { link, type Reader } from './reader.ts'

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

/** Today and this month, each only where it is limited; a plan without limits says so once. */
function left({ m }: Reader, { plan, day, month, spent }: Access): Html {
  const hasMonth = month.seconds !== undefined || month.octets !== undefined
  const whole = {
    daySeconds: (plan.dayMinutes ?? 0) * 60,
    dayOctets: (plan.dayMegabytes ?? 0) * OCTETS_PER_MEGABYTE,
    monthSeconds: (plan.monthMinutes ?? 0) * 60,
    monthOctets: (plan.monthMegabytes ?? 0) * OCTETS_PER_MEGABYTE,
  }
  const isShown = (figure: number | undefined) => figure !== undefined || !hasMonth
  return html`${isShown(day.seconds) && meter('time', m.timeLeft, showTime(m, day), share(day.seconds, whole.daySeconds))}${
    isShown(day.octets) &&
    meter('data', m.dataLeft, showData(m, day), share(day.octets, whole.dayOctets))
  }${
    month.seconds !== undefined &&
    meter(
      'month-time',
      m.monthTimeLeft,
      showTime(m, month),
      share(month.seconds, whole.monthSeconds),
    )
  }${
    month.octets !== undefined &&
    meter('month-data', m.monthDataLeft, showData(m, month), share(month.octets, whole.monthOctets))
  }${atLimit(m, plan, spent)}`
}

/** What happens when nothing is left, or what has happened. */
function atLimit(m: Messages, plan: Plan, spent: Access['spent']): Html {
  const isOfDay = plan.dayMinutes !== undefined || plan.dayMegabytes !== undefined
  const isOfMonth = plan.monthMinutes !== undefined || plan.monthMegabytes !== undefined
  if (!isOfDay && !isOfMonth) return html``
  const { atLimit: rule } = plan
  if (rule === undefined || rule === 'end') {
    return html`<p class="hint">${isOfDay ? m.atLimit.end : m.atLimit.monthEnd}</p>`
  }
  const rate = showRate(m, rule.slowDownKbps)
  if (spent === undefined) {
    return html`<p class="hint">${(isOfDay ? m.atLimit.slow : m.atLimit.monthSlow)(rate)}</p>`
  }
  const says = spent.startsWith('month-') ? m.slowed.month(rate) : m.slowed.day(rate)
  return html`<p class="note" role="status">${says}</p>`
}

function showTime(m: Messages, { seconds }: Left): string {
  return seconds === undefined ? m.unlimited : showDuration(m, seconds)
}

function showData(m: Messages, { octets }: Left): string {
  return octets === undefined ? m.unlimited : showOctets(m, octets)
}

function meter(id: string, label: string, value: string, percent: number | undefined): Html {
  return html`<div class="meter"><h2 id="${id}">${label}</h2><p class="big">${value}</p>
${percent !== undefined && html`<progress aria-labelledby="${id}" max="100" value="${percent}">${percent}%</progress>`}</div>`
}

function share(left: number | undefined, whole: number): number | undefined {
  if (left === undefined || whole <= 0) return undefined
  return Math.round(Math.min(1, Math.max(0, left / whole)) * 100)
}

function facts({ m }: Reader, access: Access): Html {
  const { state, plan, site, session, devices, closesAt } = access
  const { upKbps, downKbps } = plan
  const speeds =
    upKbps && downKbps ? m.speeds(showRate(m, downKbps), showRate(m, upKbps)) : undefined
  const used =
    session && m.dataUsed(showOctets(m, session.octetsOut), showOctets(m, session.octetsIn))
  const rows: readonly (readonly [string, string | undefined])[] = [
    [m.site, site],
    [m.plan, plan.name[m.language]],
    [m.speed, speeds],
    [m.devices, plan.devices === undefined ? undefined : m.devicesOf(devices, plan.devices)],
    [m.startedAt, session && showMoment(session.startedAt)],
    [m.sessionLeft, state === 'online' ? stayLeft(m, access) : undefined],
    [m.closesAt, closesAt === undefined ? undefined : showMoment(closesAt)],
    [m.timeUsed, session && showDuration(m, session.seconds)],
    [m.used, used],
  ]
  return html`<dl>${rows
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

function stayLeft(m: Messages, { stay: { seconds, octets } }: Access): string | undefined {
  const parts = [
    ...(seconds === undefined ? [] : [showDuration(m, seconds)]),
    ...(octets === undefined ? [] : [showOctets(m, octets)]),
  ]
  return parts.length > 0 ? parts.join(', ') : undefined
}

/** Whoever leaves this page can come back to it. */
function asHolder(reader: Reader, status: string): Reader {
  return { ...reader, whence: { status } }
}
