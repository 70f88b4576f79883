import type { Mac } from '#src/kernel/mac.ts'
import type { Attribute } from '#src/radius/dictionary.ts'
import { type Dialect, type DialectParts, redirectTo } from './hotspot-dialect.ts'
import { fillHotspotPage, octalEscaped, type Variables } from './hotspot-page.ts'
import type { HotspotRequest } from './hotspot-server.ts'
import type { Answer } from './internet.ts'
import type { Station } from './wireless.ts'

type Chap = { readonly id: Buffer; readonly challenge: Buffer }

const CHALLENGE_OCTETS = 16
const DIGEST = /^[0-9a-f]{32}$/i

/** What RouterOS shows where a page of the directory is missing. */
const BUILT_IN: Readonly<Record<string, string>> = {
  'logout.html': '<!doctype html><title>Log out</title><p>You have logged out.</p>',
  'status.html':
    '<!doctype html><title>Status</title><p>$(username) $(ip) $(uptime-secs) s</p>' +
    '<p><a href="$(link-logout)">log out</a></p>',
}

/**
 * A RouterOS HotSpot as browsers see it.
 *
 * A stranger is redirected to `/login?dst=…` on the gateway, where `login.html` of its html-directory
 * sends it on to the portal. `/login` takes `username` and `password` by GET and POST; under http-chap
 * the password is already the hex MD5 of identifier, password and challenge.
 */
export class MikrotikDialect implements Dialect {
  readonly #parts: DialectParts
  readonly #chap = new Map<Mac, Chap>()

  constructor(parts: DialectParts) {
    this.#parts = parts
  }

  readonly intercept: Dialect['intercept'] = (request, station) => {
    const original = `http://${request.host}${request.target}`
    const login = this.#link(`/login?dst=${encodeURIComponent(original)}`)
    if (this.#parts.hotspot.pages['rlogin.html'] === undefined) return redirectTo(login)
    return this.#page('rlogin.html', station, { 'link-orig': original, 'link-redirect': login })
  }

  readonly own: Dialect['own'] = async (request, station) => {
    const isOnline = this.#parts.nas.sessionOf(station.mac) !== undefined
    if (request.path === '/login') return await this.#login(request, station, isOnline)
    if (!isOnline) return this.intercept(request, station)
    if (request.path === '/logout') return this.#logout(station)
    if (request.path === '/status') return this.#page('status.html', station, {})
    return undefined
  }

  readonly forget: Dialect['forget'] = (mac) => {
    this.#chap.delete(mac)
  }

  async #login(request: HotspotRequest, station: Station, isOnline: boolean): Promise<Answer> {
    const then = request.fields.get('dst') ?? ''
    if (isOnline) return redirectTo(then || this.#link('/status'))
    const userName = request.fields.get('username')
    if (!userName) return this.#loginPage(station, then, '')

    const proof = this.#proof(station, request.fields.get('password') ?? '')
    this.#chap.delete(station.mac)
    if (!proof) return this.#loginPage(station, then, 'invalid CHAP response')
    const outcome = await this.#parts.nas.signIn(station, userName, proof)
    switch (outcome.kind) {
      case 'accepted':
        return this.#welcome(station, then)
      case 'rejected':
        return this.#loginPage(station, then, outcome.message ?? 'invalid username or password')
      case 'silent':
        return this.#loginPage(station, then, 'RADIUS server is not responding')
    }
  }

  #welcome(station: Station, then: string): Answer {
    const destination = then || this.#link('/status')
    if (this.#parts.hotspot.pages['alogin.html'] === undefined) return redirectTo(destination)
    return this.#page('alogin.html', station, { 'link-redirect': destination, 'link-orig': then })
  }

  #loginPage(station: Station, original: string, error: string): Answer {
    const isChap = this.#parts.hotspot.loginBy === 'http-chap'
    const { id, challenge } = this.#chapOf(station)
    return this.#page('login.html', station, {
      'link-orig': original,
      'link-login': this.#link(`/login?dst=${encodeURIComponent(original)}`),
      error,
      ...(isChap && { 'chap-id': octalEscaped(id), 'chap-challenge': octalEscaped(challenge) }),
    })
  }

  #logout(station: Station): Answer {
    const page = this.#page('logout.html', station, {})
    this.#parts.nas.end(station.mac, 'User-Request')
    return page
  }

  /** RFC 2865 §5.3: CHAP-Password is the identifier, then the digest the browser sent. */
  #proof(station: Station, password: string): Attribute[] | undefined {
    if (this.#parts.hotspot.loginBy === 'http-pap') return [['User-Password', password]]
    const chap = this.#chap.get(station.mac)
    if (!chap || !DIGEST.test(password)) return undefined
    return [
      ['CHAP-Password', Buffer.concat([chap.id, Buffer.from(password, 'hex')])],
      ['CHAP-Challenge', chap.challenge],
    ]
  }

  /** One challenge a phone until it is answered, so that a page fetched again stays good. */
  #chapOf(station: Station): Chap {
    const known = this.#chap.get(station.mac)
    if (known) return known
    const [id, challenge] = [1, CHALLENGE_OCTETS].map((n) => Buffer.from(this.#parts.entropy(n)))
    const fresh = { id, challenge } as Chap
    this.#chap.set(station.mac, fresh)
    return fresh
  }

  #page(name: string, station: Station, more: Variables): Answer {
    const template = this.#parts.hotspot.pages[name] ?? BUILT_IN[name]
    if (template === undefined) return { status: 404, body: `no ${name} in the hotspot directory` }
    return fillHotspotPage(template, { ...this.#variables(station), ...more })
  }

  #variables(station: Station): Variables {
    const { facts, nas } = this.#parts
    const session = nas.sessionOf(station.mac)
    return {
      identity: facts.identifier,
      hostname: facts.hotspotHost,
      'server-name': 'hotspot1',
      'server-address': facts.hotspotHost,
      mac: station.mac.toUpperCase(),
      ip: station.ip,
      username: session?.name.userName ?? '',
      'logged-in': session ? 'yes' : 'no',
      'session-timeout-secs': String(session?.allowance.sessionSeconds ?? 0),
      'uptime-secs': String(session?.secondsAt(this.#parts.clock()) ?? ''),
      'link-login': this.#link('/login'),
      'link-login-only': this.#link('/login'),
      'link-logout': this.#link('/logout'),
      'link-status': this.#link('/status'),
    }
  }

  #link(path: string): string {
    return `http://${this.#parts.facts.hotspotHost}${path}`
  }
}
