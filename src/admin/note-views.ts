import { html } from 'hono/html'
import type { Messages } from './locales/vi.ts'
import type { Page, Voice } from './view.ts'

/** A page that says one thing and offers a way on. */
export function notePage({ t }: Voice, kind: keyof Messages['notes']): Page {
  const { title, says } = t.notes[kind]
  return {
    title,
    body: html`<section class="card note">
      <h1>${title}</h1>
      <p>${says}</p>
      <p><a href="/">${t.toOverview}</a></p>
    </section>`,
  }
}
