import { Agent, request } from 'undici'
import { Fault } from '#src/kernel/fault.ts'
import type { Ip } from '#src/kernel/ip.ts'
import { refreshOf } from './forms.ts'

/** A page as the browser ended on it, after every redirect. */
export type Page = { readonly url: URL; readonly status: number; readonly body: string }

/** Which way out a request takes. */
type Network = {
  /** `host:port` of the gateway this phone is joined to: plain HTTP to anywhere meets it first. */
  readonly gateway: string
  /** The phone's own address on the gateway's wireless network. */
  readonly phone: Ip
  /** What the world sees: the gateway masquerades the phone behind its own address. */
  readonly masquerade: Ip
  /** Hosts that exist outside the simulation (the portal): reached for real. */
  readonly realHosts: ReadonlySet<string>
  /** A weak signal: what passes before an answer of the real world is followed to the gateway. */
  readonly lag?: () => Promise<void>
}

const REDIRECTS_MAX = 12
const BODY_OCTETS_MAX = 512 * 1024
const WAIT_MS = 10_000

/**
 * A browser without scripts or cookies, as captive mini-browsers are.
 *
 * It follows 3xx and `meta refresh`. Every request leaves from the phone's own loopback address, so the
 * gateway knows the phone as it would by radio, and the portal sees the gateway's address as behind NAT.
 */
export class Browser implements AsyncDisposable {
  readonly #network: Network
  readonly #userAgent: string
  readonly #inside: Agent
  readonly #outside: Agent

  constructor(network: Network, userAgent: string) {
    this.#network = network
    this.#userAgent = userAgent
    const options = {
      connections: 1,
      pipelining: 1,
      keepAliveTimeout: 2000,
      headersTimeout: WAIT_MS,
      bodyTimeout: WAIT_MS,
    }
    this.#inside = new Agent({ ...options, localAddress: network.phone })
    this.#outside = new Agent({ ...options, localAddress: network.masquerade })
  }

  /** Opens an address and follows where it leads. Throws `network/unavailable` when nothing answers. */
  async open(address: string | URL): Promise<Page> {
    return await this.#follow(new URL(address), undefined)
  }

  /** Submits a form by POST, then follows where it leads. */
  async post(address: string | URL, fields: URLSearchParams): Promise<Page> {
    return await this.#follow(new URL(address), fields)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#inside.destroy(), this.#outside.destroy()])
  }

  async #follow(start: URL, fields: URLSearchParams | undefined): Promise<Page> {
    let url = start
    let form = fields
    for (let hop = 0; hop < REDIRECTS_MAX; hop++) {
      const { status, location, body } = await this.#fetch(url, form)
      const next = location ?? refreshOf(body)
      if (next === undefined || !URL.canParse(next, url)) return { url, status, body }
      const isSentOn = form !== undefined && this.#network.realHosts.has(url.host)
      url = new URL(next, url)
      if (isSentOn && !this.#network.realHosts.has(url.host)) await this.#network.lag?.()
      form = undefined
    }
    throw new Fault('network/unavailable', { says: `redirected too often at ${url.host}` })
  }

  async #fetch(url: URL, fields: URLSearchParams | undefined) {
    const isReal = this.#network.realHosts.has(url.host)
    try {
      const response = await request(
        isReal ? url : `http://${this.#network.gateway}${target(url)}`,
        {
          method: fields ? 'POST' : 'GET',
          dispatcher: isReal ? this.#outside : this.#inside,
          headers: {
            host: url.host,
            'user-agent': this.#userAgent,
            'accept-language': 'vi',
            ...(fields && { 'content-type': 'application/x-www-form-urlencoded' }),
          },
          ...(fields && { body: fields.toString() }),
        },
      )
      const isRedirect = response.statusCode >= 300 && response.statusCode < 400
      const location = isRedirect ? textHeader(response.headers['location']) : undefined
      return { status: response.statusCode, location, body: await textUpTo(response.body) }
    } catch (cause) {
      throw new Fault('network/unavailable', { says: `no answer from ${url.host}` }, cause)
    }
  }
}

function target(url: URL): string {
  return url.pathname + url.search
}

function textHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

async function textUpTo(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  let octets = 0
  for await (const part of body) {
    octets += part.length
    if (octets > BODY_OCTETS_MAX) throw new Error('page too large')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
