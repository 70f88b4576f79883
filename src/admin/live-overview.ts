import { setTimeout } from 'node:timers/promises'
import { FORMATS } from './format.ts'
import { messagesIn } from './locale.ts'
import { overviewPartials } from './overview-views.ts'
import type { AdminPorts, Locale } from './ports.ts'

/** How often the city is looked at while anyone watches. */
const EVERY_MS = 1000
/** Streams open at once; past it the page stays as it was drawn. */
const WATCHERS_MAX = 200

type Drawn = { readonly at: number; readonly text: Promise<string> }

/**
 * The overview as it changes: looked at once a second however many watch, drawn once a language.
 *
 * Every message is the whole of it, so a client that was away needs no replay, and one too slow for a
 * message simply gets a later one.
 */
export class LiveOverview {
  readonly #ports: Pick<AdminPorts, 'overview' | 'clock' | 'log'>
  readonly #everyMs: number
  readonly #drawn = new Map<Locale, Drawn>()
  #watchers = 0

  constructor(ports: Pick<AdminPorts, 'overview' | 'clock' | 'log'>, everyMs = EVERY_MS) {
    this.#ports = ports
    this.#everyMs = everyMs
  }

  /** How many streams are open now. */
  get watchers(): number {
    return this.#watchers
  }

  /** The city now, then again whenever it looks different, until `signal` or the reader's session ends. */
  async *watch(
    locale: Locale,
    signal: AbortSignal,
    isWelcome: () => boolean,
  ): AsyncGenerator<string, void> {
    if (this.#watchers >= WATCHERS_MAX) return
    this.#watchers++
    let last: string | undefined
    try {
      while (!signal.aborted && isWelcome()) {
        const text = await this.#now(locale)
        if (text !== last) yield text
        last = text
        await setTimeout(this.#everyMs, undefined, { signal }).catch(() => undefined)
      }
    } catch (error) {
      this.#ports.log('admin.live-ended', { error: String(error) })
    } finally {
      this.#watchers--
    }
  }

  #now(locale: Locale): Promise<string> {
    const at = this.#ports.clock()
    const known = this.#drawn.get(locale)
    // A clock that was set back must not keep an old look for as long.
    if (known && Math.abs(at - known.at) < this.#everyMs) return known.text
    const text = this.#draw(locale)
    this.#drawn.set(locale, { at, text })
    return text
  }

  async #draw(locale: Locale): Promise<string> {
    const overview = await this.#ports.overview()
    const voice = {
      locale,
      t: messagesIn(locale),
      format: FORMATS[locale],
      now: this.#ports.clock(),
    }
    return String(await overviewPartials(voice, overview))
  }
}
