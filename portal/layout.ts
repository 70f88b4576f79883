import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import { bay, mark } from './mark.ts'
import type { About } from './ports.ts'
import { keptFields, link, type Reader } from './reader.ts'
import { STYLE } from './style.ts'

/** One page: what its heading says, what it holds, and how to read it in the other language. */
export type Page = {
  readonly title: string
  /** Shown under the title. */
  readonly says?: string | Html | undefined
  /** Put before the title in the window's name, so that a reader who only hears it knows at once. */
  readonly prefix?: string | undefined
  readonly body: Html
  /** Goes into the head: a refresh. */
  readonly head?: Html | undefined
  /** The same page in the other language: an address, or a form for a page that was posted. */
  readonly elsewhere: string | Html
}

/** Draws a whole page. Everything is in it: no script, no picture, no style comes after. */
export function layout(reader: Reader, about: About, page: Page): Html {
  const { m } = reader
  return html`<!doctype html>
<html lang="${m.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<title>${page.prefix ?? ''}${page.title} – ${m.title}</title>
${page.head}
<style>${STYLE}</style>
</head>
<body>
<header class="top">
${about.isDemo && html`<p class="demo">${m.demo}</p>`}
<div class="in">
<div class="bar"><a class="brand" href="${homeOf(reader)}">${mark}<span>${m.title}</span></a>
${typeof page.elsewhere === 'string' ? otherLanguage(reader, page.elsewhere) : page.elsewhere}</div>
<div class="hero"><h1>${page.title}</h1>${page.says && html`<p class="sub">${page.says}</p>`}</div>
</div>
${bay}
</header>
<main class="in">
${page.body}
</main>
${footer(reader, about)}
</body>
</html>`
}

/** The address of this page for whoever reads the other language. */
export function inOtherLanguage(
  reader: Reader,
  path: string,
  extra?: Readonly<Record<string, string>>,
): string {
  return link({ ...reader, chosen: reader.m.other.language }, path, extra)
}

/** Hidden fields that keep the reader's language and way back. */
export function kept(reader: Reader): Html {
  return html`${keptFields(reader).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )}`
}

function otherLanguage({ m: { other } }: Reader, address: string): Html {
  return html`<a class="lang" href="${address}" hreflang="${other.language}" lang="${other.language}">${other.name}</a>`
}

/** Where this reader's journey stands: their session, their sign-in, or the start page. */
function homeOf(reader: Reader): string {
  const { visit, status } = reader.whence
  if (status) return link(cameFromNowhere(reader), `/status/${encodeURIComponent(status)}`)
  return visit ? link(reader, '/sign-in') : link(reader, '/')
}

function cameFromNowhere(reader: Reader): Reader {
  return { ...reader, whence: {} }
}

function footer(reader: Reader, about: About): Html {
  const { m } = reader
  return html`<footer class="in">
<nav aria-label="${m.nav}"><a href="${link(reader, '/services')}">${m.servicesLink}</a><a href="${link(reader, '/terms')}">${m.termsShort}</a><a href="${link(reader, '/privacy')}">${m.privacyLink}</a></nav>
<p>${m.emergency}</p>
${about.hotline && html`<p>${m.hotline(about.hotline)}</p>`}
<p>${m.safety}</p>
<p>${about.operator[m.language]}</p>
</footer>`
}
