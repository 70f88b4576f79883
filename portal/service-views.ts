import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import { byGroup, type Catalogue, officialUrl, searchUrl } from '#src/services/catalogue.ts'
import type { Service } from '#src/services/service.ts'
import { inOtherLanguage, kept, type Page } from './layout.ts'
import { link, type Reader } from './reader.ts'

/** How many groups the first page names: two or three rows on the narrowest phone. */
const TOP_GROUPS = 4

/** The search box, alike on every page that has one. */
export function searchForm(reader: Reader, query: string): Html {
  const { m } = reader
  return html`<form class="find" method="get" action="/services" role="search">${kept(reader)}
<div class="field"><label for="q">${m.searchLabel}</label><input id="q" name="q" type="search" maxlength="120" placeholder="${m.searchHint}" value="${query}"></div>
<button class="go">${m.search}</button></form>`
}

/** The first groups and the way to all of them. */
export function topGroups(reader: Reader, catalogue: Catalogue): Html {
  const { m } = reader
  return html`<ul class="chips">${byGroup(catalogue)
    .slice(0, TOP_GROUPS)
    .map(({ group }) =>
      chip(`${link(reader, '/services')}#${group.id}`, group.name[m.language]),
    )}${chip(link(reader, '/services'), m.allServices(catalogue.services.length))}</ul>`
}

/** Every service by group. */
export function servicesPage(reader: Reader, catalogue: Catalogue): Page {
  const { m } = reader
  const groups = byGroup(catalogue)
  return {
    title: m.servicesTitle,
    says: m.servicesSays,
    elsewhere: inOtherLanguage(reader, '/services'),
    body: html`<section class="card">${searchForm(reader, '')}
<ul class="chips">${groups.map(({ group }) => chip(`#${group.id}`, group.name[m.language]))}</ul></section>
${groups.map(
  ({ group, services }) =>
    html`<section class="card" aria-labelledby="${group.id}"><h2 id="${group.id}">${group.name[m.language]}</h2>${list(reader, services)}</section>`,
)}
${wayBack(reader)}`,
  }
}

/** What a search found, or where to look instead. */
export function resultsPage(
  reader: Reader,
  catalogue: Catalogue,
  query: string,
  found: readonly Service[],
): Page {
  const { m } = reader
  return {
    title: found.length > 0 ? m.resultsFor(found.length, query) : m.noResults(query),
    elsewhere: inOtherLanguage(reader, '/services', { q: query }),
    body: html`<section class="card">${searchForm(reader, query)}</section>
<section class="card" aria-label="${m.services}">${
      found.length > 0
        ? list(reader, found)
        : html`<div class="text"><ul>${m.noResultsTodo.map((todo) => html`<li>${todo}</li>`)}</ul></div>`
    }
<p><a class="go soft" rel="noreferrer" href="${searchUrl(catalogue, query)}">${m.searchNational}</a></p></section>
<p class="more"><a href="${link(reader, '/services')}">${m.allGroups}</a></p>
${wayBack(reader)}`,
  }
}

/** One service: what it is, who handles it, and the way to where it is done. */
export function servicePage(reader: Reader, catalogue: Catalogue, service: Service): Page {
  const { m } = reader
  const path = `/services/${encodeURIComponent(service.id)}`
  const group = byGroup(catalogue).find(({ group }) => group.id === service.group)
  const others = group?.services.filter(({ id }) => id !== service.id) ?? []
  return {
    title: service.name[m.language],
    says: m.language === 'vi' ? undefined : html`<span lang="vi">${service.name.vi}</span>`,
    elsewhere: inOtherLanguage(reader, path),
    body: html`<section class="card">
<dl><div><dt>${m.code}</dt><dd>${service.code ?? m.codeUnknown}</dd></div>
<div><dt>${m.group}</dt><dd>${group?.group.name[m.language]}</dd></div>
<div><dt>${m.level}</dt><dd>${m.levels[service.level]}</dd></div>
<div><dt>${m.online}</dt><dd>${m.onlineClasses[service.online]}</dd></div></dl>
<a class="go" rel="noreferrer" href="${link(reader, `${path}/open`)}">${m.openService}</a>
<p class="hint">${m.serviceSays}</p>
<p class="hint">${new URL(officialUrl(catalogue, service)).hostname}</p>
</section>
<p class="note">${m.vneidHint} ${m.browserHint}</p>
${others.length > 0 && html`<section class="card" aria-labelledby="others-title"><h2 id="others-title">${m.sameGroup}</h2>${list(reader, others)}</section>`}
<p class="more"><a rel="noreferrer" href="${catalogue.urls.dossierLookup}">${m.track}</a></p>
<p class="more"><a href="${link(reader, '/services')}">${m.allGroups}</a></p>
${wayBack(reader)}`,
  }
}

function list(reader: Reader, services: readonly Service[]): Html {
  const { language } = reader.m
  return html`<ul class="links">${services.map(
    ({ id, name }) =>
      html`<li><a href="${link(reader, `/services/${encodeURIComponent(id)}`)}">${name[language]}</a></li>`,
  )}</ul>`
}

function chip(address: string, name: string): Html {
  return html`<li><a href="${address}">${name}</a></li>`
}

/** Back to where this reader was, for whoever came from a hotspot. */
function wayBack(reader: Reader): Html {
  const { m, whence } = reader
  if (whence.status) {
    const path = `/status/${encodeURIComponent(whence.status)}`
    return html`<p><a class="go soft" href="${link({ ...reader, whence: {} }, path)}">${m.backToStatus}</a></p>`
  }
  if (!whence.visit) return html``
  return html`<p><a class="go soft" href="${link(reader, '/sign-in')}">${m.backToSignIn}</a></p>`
}
