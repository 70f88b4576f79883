import type { Clock, Millis } from '#src/kernel/clock.ts'
import type { Mac } from '#src/kernel/mac.ts'
import { type Phone as PhoneNumber, showPhone } from '#src/kernel/phone.ts'
import { printable } from '#src/kernel/text.ts'
import { Browser, type Page } from './browser.ts'
import { type Form, formsOf, linksOf, textOf } from './forms.ts'
import type { Gateway } from './gateway.ts'
import type { Probe } from './internet.ts'
import { type Answers, type Asks, asksFor, filled } from './sign-in-form.ts'

/** Somebody with a phone. */
export type Visitor = { readonly number: PhoneNumber; readonly mac: Mac; readonly probe: Probe }

/** How this visitor means to get in. */
export type Way =
  | { readonly kind: 'code' }
  | { readonly kind: 'voucher'; readonly code: string }
  | { readonly kind: 'known-device' }

/** A moment of a sign-in, told once each time it happens. */
export type Step = 'joined' | 'redirected' | 'asked' | 'texted' | 'submitted' | 'online'

type PhonePorts = {
  readonly gateway: Gateway
  readonly portalUrl: string
  /** The newest text message to this number; resolves when there is one. */
  readonly inbox: (number: PhoneNumber) => Promise<string>
  readonly clock: Clock
  /** A weak signal: what passes between the portal's yes and the gateway's hearing of it. */
  readonly lag?: () => Promise<void>
  /** `ms` counts from the moment the phone joined. */
  readonly onStep?: (step: Step, ms: Millis) => void
}

/** What came of trying to get online. */
export type Arrival =
  | {
      readonly kind: 'online'
      /** The way that worked: somebody whose device was forgotten types a code after all. */
      readonly via: Way['kind'] | 'open'
      readonly ms: Millis
      /** Where the sign-in ended; nothing when the gateway let the phone straight through. */
      readonly page: Page | undefined
    }
  | { readonly kind: 'stuck'; readonly at: string; readonly says: string }

/** Picks one of several, as a person's whim would. */
type Choose = <T>(options: readonly T[]) => T

/** What each way has to fill in, form after form. */
const ASKED: Readonly<Record<Way['kind'], readonly Asks[]>> = {
  code: ['number', 'code'],
  voucher: ['voucher'],
  'known-device': ['nothing'],
}

const CODE = /(?<!\d)\d{4,8}(?!\d)/
const SERVICE = /dich-vu|service/i
const SERVICE_STEPS_MAX = 4
const VOUCHER = /voucher|phieu|ma-truy-cap/i
const NUMBER = /phone|so-dien-thoai/i
const SAYS_MAX = 200

/**
 * An honest phone: it knows nothing but its gateway and what pages tell it.
 *
 * It asks the question its system asks on joining, is redirected, reads the portal's forms, types its
 * number, waits for its text message, and believes it is online only when the question is answered.
 */
export class Phone implements AsyncDisposable {
  readonly visitor: Visitor
  readonly #ports: PhonePorts
  readonly #browser: Browser
  readonly #startedAt: Millis
  readonly #portal: URL

  constructor(visitor: Visitor, ports: PhonePorts) {
    this.visitor = visitor
    this.#ports = ports
    this.#startedAt = ports.clock()
    this.#portal = new URL(ports.portalUrl)
    const { ip } = ports.gateway.associate(visitor.mac)
    const network = {
      gateway: ports.gateway.hotspotHost,
      phone: ip,
      masquerade: ports.gateway.address,
      realHosts: new Set([this.#portal.host]),
      ...(ports.lag && { lag: ports.lag }),
    }
    this.#browser = new Browser(network, visitor.probe.userAgent)
    this.#tell('joined')
  }

  /** Walks from the first probe to being online. Throws `network/unavailable` when nothing answers. */
  async getOnline(way: Way): Promise<Arrival> {
    let page = await this.#probe()
    if (this.#isOnline(page)) return this.#arrived('open', undefined)
    this.#tell('redirected')

    const isForgotten = way.kind === 'known-device' && !this.#formAsking(page, 'nothing')
    const taken: Way = isForgotten ? { kind: 'code' } : way
    for (const want of ASKED[taken.kind]) {
      page = await this.#pageAsking(page, want)
      const form = this.#formAsking(page, want)
      if (!form) return stuckAt(page)
      page = await this.#submit(page, form, await this.#answersTo(want, taken))
      this.#tell(want === 'number' ? 'asked' : 'submitted')
    }
    if (this.#isOnline(await this.#probe())) return this.#arrived(taken.kind, page)
    return stuckAt(page)
  }

  /** Opens a page anywhere. */
  async open(url: string | URL): Promise<Page> {
    return await this.#browser.open(url)
  }

  /**
   * Reads its way from a page that leads to the portal to a public service, and opens that where it is
   * offered, as anyone may before or after signing in. False where no service leads out of the portal.
   */
  async readService(from: string | URL, choose: Choose): Promise<boolean> {
    let page = await this.#browser.open(from)
    if (!this.#isPortal(page.url)) return false
    for (let step = 0; step < SERVICE_STEPS_MAX && this.#isPortal(page.url); step++) {
      const links = this.#serviceLinks(page)
      if (links.length === 0) return false
      page = await this.#browser.open(choose(links))
    }
    return !this.#isPortal(page.url)
  }

  /** Presses the way out on the page the sign-in ended on; false when it has none. */
  async signOut(statusPage: Page): Promise<boolean> {
    const page = await this.#browser.open(statusPage.url)
    const form = formsOf(page.body).find((form) => asksFor(form) === 'nothing')
    if (!form) return false
    await this.#submit(page, form, {})
    return this.#ports.gateway.sessionOf(this.visitor.mac) === undefined
  }

  /** Walks out of range. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ports.gateway.dissociate(this.visitor.mac)
    await this.#browser[Symbol.asyncDispose]()
  }

  async #probe(): Promise<Page> {
    return await this.#browser.open(this.visitor.probe.url)
  }

  #isOnline(page: Page): boolean {
    const { status, body } = this.visitor.probe
    return page.status === status && page.body === body
  }

  #formAsking(page: Page, want: Asks): Form | undefined {
    if (!this.#isPortal(page.url)) return undefined
    return formsOf(page.body).find((form) => asksFor(form) === want)
  }

  async #answersTo(want: Asks, way: Way): Promise<Answers> {
    if (want === 'number') return { number: showPhone(this.visitor.number) }
    if (want === 'voucher' && way.kind === 'voucher') return { voucher: way.code }
    if (want !== 'code') return {}
    const text = await this.#ports.inbox(this.visitor.number)
    this.#tell('texted')
    return { code: CODE.exec(text)?.[0] ?? '' }
  }

  async #submit(page: Page, form: Form, answers: Answers): Promise<Page> {
    return await this.#browser.post(new URL(form.action, page.url), filled(form, answers))
  }

  /** This page, or the one it links to for those who want the other way in. */
  async #pageAsking(page: Page, want: Asks): Promise<Page> {
    if (this.#formAsking(page, want)) return page
    for (const url of this.#localLinks(page).filter(({ href }) => href !== page.url.href)) {
      if (!(want === 'voucher' ? VOUCHER : NUMBER).test(url.pathname)) continue
      const other = await this.#browser.open(url)
      if (this.#formAsking(other, want)) return other
    }
    return page
  }

  /** The links that go furthest into the services: an open one before its description, that before a list. */
  #serviceLinks(page: Page): URL[] {
    const links = this.#localLinks(page).filter(({ pathname }) => SERVICE.test(pathname))
    const depth = Math.max(...links.map(depthOf))
    return links.filter((url) => depthOf(url) === depth && url.href !== page.url.href)
  }

  #localLinks(page: Page): URL[] {
    return linksOf(page.body)
      .map(({ href }) => URL.parse(href, page.url))
      .filter((url): url is URL => url !== null && this.#isPortal(url))
  }

  #isPortal({ host }: URL): boolean {
    return host === this.#portal.host
  }

  #arrived(via: Way['kind'] | 'open', page: Page | undefined): Arrival {
    this.#tell('online')
    return { kind: 'online', via, ms: this.#ports.clock() - this.#startedAt, page }
  }

  #tell(step: Step): void {
    this.#ports.onStep?.(step, this.#ports.clock() - this.#startedAt)
  }
}

function stuckAt(page: Page): Arrival {
  const [, alert = page.body] =
    /role="(?:alert|status)"[^>]*>([\s\S]*?)<\/(?:p|div|section)>/.exec(page.body) ?? []
  return {
    kind: 'stuck',
    at: `${page.url.host}${page.url.pathname}`,
    says: printable(textOf(alert), SAYS_MAX),
  }
}

function depthOf({ pathname }: URL): number {
  return pathname.split('/').filter(Boolean).length
}
