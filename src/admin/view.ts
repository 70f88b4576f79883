import type { Html } from '#src/http/html.ts'
import type { Format } from './format.ts'
import type { Messages } from './locales/vi.ts'
import type { Locale } from './ports.ts'

/** The parts of the console that have a place in its navigation. */
export type Section = keyof Messages['sections']

/** What a view needs to speak: words, numbers, and the time it is drawn at. */
export type Voice = {
  readonly locale: Locale
  readonly t: Messages
  readonly format: Format
  readonly now: number
}

/** A page's own part: the layout puts the rest around it. */
export type Page = {
  readonly title: string
  readonly body: Html
  /** Which entry of the navigation is this page's. */
  readonly section?: Section
  /** Without scripts, the page loads itself again this often, while something is under way. */
  readonly refreshSeconds?: number
}
