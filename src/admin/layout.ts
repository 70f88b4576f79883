import { html } from 'hono/html'
import { loadAssets } from '#src/http/assets.ts'
import type { Html } from '#src/http/html.ts'
import type { Officer, Role } from '#src/officers/officer.ts'
import type { Page, Section, Voice } from './view.ts'

const at = (file: string) => new URL(`./assets/${file}`, import.meta.url)
const inPackage = (file: string) => new URL(import.meta.resolve(`htmx.org/dist/${file}`))

/** The console's own files and htmx's, by plain name. */
export const ASSETS = loadAssets({
  'console.css': at('console.css'),
  'console.js': at('console.js'),
  'icons.svg': at('icons.svg'),
  'htmx.js': inPackage('htmx.min.js'),
  'hx-sse.js': inPackage('ext/hx-sse.min.js'),
})

/** The pages of the navigation, in its order, and who sees each. */
const NAVIGATION = [
  { section: 'overview', href: '/', role: 'viewer' },
  { section: 'sessions', href: '/sessions', role: 'viewer' },
  { section: 'refusals', href: '/refusals', role: 'viewer' },
  { section: 'gateways', href: '/gateways', role: 'viewer' },
  { section: 'strangers', href: '/strangers', role: 'viewer' },
  { section: 'devices', href: '/devices', role: 'viewer' },
  { section: 'places', href: '/places', role: 'viewer' },
  { section: 'plans', href: '/plans', role: 'viewer' },
  { section: 'vouchers', href: '/vouchers', role: 'viewer' },
  { section: 'services', href: '/services', role: 'viewer' },
  { section: 'usage', href: '/usage', role: 'viewer' },
  { section: 'radius', href: '/radius', role: 'viewer' },
  { section: 'officers', href: '/officers', role: 'admin' },
  { section: 'audit', href: '/audit', role: 'admin' },
] as const satisfies readonly { section: Section; href: string; role: Role }[]

type Shell = Page & {
  readonly voice: Voice
  readonly officer: Officer | undefined
  readonly isDemo: boolean
  readonly path: string
  readonly done: string | undefined
  /** How many wait in a section for somebody to look at them. */
  readonly waiting: Readonly<Partial<Record<Section, number>>>
}

/** A whole page: with the navigation for an officer, bare for whoever is not signed in. */
export function layout(shell: Shell): Html {
  const { voice, title, refreshSeconds } = shell
  return html`<!doctype html>
<html lang="${voice.locale}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <meta name="robots" content="noindex">
  <title>${title} · ${voice.t.product}</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="${ASSETS.href('console.css')}">
  <script src="${ASSETS.href('htmx.js')}" defer></script>
  <script src="${ASSETS.href('hx-sse.js')}" defer></script>
  <script src="${ASSETS.href('console.js')}" defer></script>
  ${refreshSeconds ? html`<noscript><meta http-equiv="refresh" content="${refreshSeconds}"></noscript>` : ''}
</head>
<body class="${shell.officer ? 'house' : 'gate'}">
  <a class="skip" href="#main">${voice.t.skip}</a>
  ${shell.officer ? banner(shell, shell.officer) : ''}
  <main id="main" tabindex="-1">
    ${shell.officer ? '' : html`<p class="brand">${icon('wave')}<span>${voice.t.product}</span></p>`}
    <div id="toasts" role="status">${shell.done ? html`<p class="toast">${shell.done}</p>` : ''}</div>
    ${shell.body}
    ${shell.officer ? '' : languageForm(shell)}
  </main>
</body>
</html>`
}

/** One picture of the sprite. Always beside words, so it says nothing itself. */
function icon(name: string): Html {
  return html`<svg class="icon" aria-hidden="true" focusable="false"><use href="${ASSETS.href('icons.svg')}#${name}"></use></svg>`
}

function banner(shell: Shell, officer: Officer): Html {
  const { t } = shell.voice
  const entries = NAVIGATION.filter(({ role }) => role === 'viewer' || role === officer.role)
  return html`<header class="banner">
    <p class="brand">${icon('wave')}<span>${t.product}</span>${shell.isDemo ? html`<em>${t.demo}</em>` : ''}</p>
    <nav aria-label="${t.navigation}">
      <ul>${entries.map(({ section, href }) => entry(shell, section, href))}</ul>
    </nav>
    <div class="whoami">
      <p><strong>${officer.name}</strong><br><span class="muted">${t.roles[officer.role]}</span></p>
      <div class="row">
        ${languageForm(shell)}
        <form method="post" action="/sign-out"><button class="quiet">${t.signOut}</button></form>
      </div>
    </div>
  </header>`
}

function entry(shell: Shell, section: Section, href: string): Html {
  const current = shell.section === section ? html` aria-current="page"` : ''
  const { t, format } = shell.voice
  const waiting = shell.waiting[section] ?? 0
  return html`<li><a href="${href}"${current}>${icon(section)}<span>${t.sections[section]}</span>${
    waiting > 0 ? html` <span class="waiting">${format.number(waiting)}</span>` : ''
  }</a></li>`
}

function languageForm({ voice: { locale, t }, path }: Shell): Html {
  const other = locale === 'vi' ? 'en' : 'vi'
  return html`<form class="language" method="post" action="/language">
    <input type="hidden" name="next" value="${path}">
    <button class="quiet" name="language" value="${other}" lang="${other}">${t.otherLanguage}</button>
  </form>`
}
