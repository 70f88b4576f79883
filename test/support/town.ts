import { createServer } from 'node:net'
import { join } from 'node:path'
import { portalApp } from '#portal/app.ts'
import { type CityParts, openCity } from '#src/app/city.ts'
import { openHouse } from '#src/app/house.ts'
import { portalAbout } from '#src/app/portal-about.ts'
import { portalCalls } from '#src/app/portal-ports.ts'
import { parseConfig } from '#src/config.ts'
import { serveHttp } from '#src/http/serve.ts'
import { type Clock, systemClock } from '#src/kernel/clock.ts'
import { type Prefix, parsePrefix } from '#src/kernel/ip.ts'
import { silentLog } from '#src/kernel/log.ts'
import type { Phone } from '#src/kernel/phone.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import type { Vendor } from '#src/kernel/vendor.ts'
import { openRadius } from '#src/radius/server.ts'
import type { GatewaySpec } from '#src/simulator/gateway.ts'
import { ip } from './edge.ts'
import { hotspotPagesFor } from './hotspot-pages.ts'
import { temporaryFolder } from './house.ts'

type TownOptions = Pick<CityParts, 'hasRoom'> & {
  readonly macAuth?: boolean
  /** Where its data folder lies, if not in one of its own. */
  readonly disk?: { readonly path: string }
}

/**
 * A whole small city behind real doors: house, portal and RADIUS, with gateways registered at addresses
 * of their own and text messages that wait to be read. The gateways themselves are not running yet.
 */
export async function openTown(
  vendors: readonly Vendor[],
  clock: Clock = systemClock,
  { macAuth = false, disk, hasRoom }: TownOptions = {},
) {
  await using stack = new AsyncDisposableStack()
  const folder = disk ?? stack.use(temporaryFolder())
  const port = await freePort('127.0.0.1')
  const portalUrl = `http://127.0.0.1:${port}`
  const config = parseConfig({
    PHU_SONG_DATA: join(folder.path, 'data'),
    PHU_SONG_KEY_FILE: join(folder.path, 'key'),
    PHU_SONG_PORTAL_LISTEN: `127.0.0.1:${port}`,
    PHU_SONG_PORTAL_URL: portalUrl,
  })
  const outbox = new Outbox()
  const house = stack.use(
    openHouse(config, { clock, entropy: systemEntropy, log: silentLog, isDemo: true }),
  )
  const sendSms = async (to: Phone, text: string) => outbox.put(to, text)
  const city = stack.use(openCity(house, { sendSms, ...(hasRoom && { hasRoom }) }))
  const endpoint = { host: '127.0.0.1', port: 0 }
  const radius = stack.use(
    await openRadius({
      auth: endpoint,
      acct: endpoint,
      handlers: city.radius,
      clock,
      log: silentLog,
      rejectDelayMs: 0,
    }),
  )
  const { fetch } = portalApp({
    ...portalCalls(house, city),
    about: portalAbout(true),
    catalogue: house.catalogue,
    log: silentLog,
  })
  stack.use(await serveHttp({ ...config.portal, log: silentLog, fetch }))

  const sites = house.places.sites()
  const gateways = await Promise.all(
    vendors.map(async (vendor, n): Promise<GatewaySpec> => {
      const spec = { ...(await gatewaySpec(vendor, n + 1, portalUrl, radius)), macAuth }
      const { id, address, secret, uamSecret, coaPort } = spec
      house.gateways.add({
        id,
        vendor,
        address: parsePrefix(address) as Prefix,
        site: sites[n % sites.length]?.id ?? '',
        hotspotHost: `${address}:${spec.port}`,
        coaPort,
        macAuth,
        secret,
        ...(uamSecret && { uamSecret }),
      })
      return spec
    }),
  )
  const closing = stack.move()
  return {
    house,
    city,
    portalUrl,
    gateways,
    inbox: (number: Phone) => outbox.newest(number),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

async function gatewaySpec(
  vendor: Vendor,
  n: number,
  portalUrl: string,
  { authPort, acctPort }: { readonly authPort: number; readonly acctPort: number },
): Promise<GatewaySpec> {
  const id = `g${n}`
  const address = `127.21.0.${n}`
  return {
    id,
    vendor,
    address: ip(address),
    port: await freePort(address),
    coaPort: 3799,
    pool: `127.121.${n}`,
    secret: new Secret(`radius-secret-${n}`),
    uamSecret: vendor === 'chilli' ? new Secret(`uam-secret-${n}`) : undefined,
    radius: { host: '127.0.0.1', authPort, acctPort },
    portalUrl,
    walledGarden: ['dichvucong.gov.vn'],
    hotspot: {
      loginBy: n % 4 === 1 ? 'http-chap' : 'http-pap',
      pages: hotspotPagesFor(id, portalUrl),
    },
    retry: { firstMs: 500, attempts: 3 },
  }
}

/** Messages by number; a reader who comes before the message waits for it. */
class Outbox {
  readonly #texts = new Map<Phone, string[]>()
  readonly #waiting = new Map<Phone, (text: string) => void>()

  put(to: Phone, text: string): void {
    const waiting = this.#waiting.get(to)
    this.#waiting.delete(to)
    if (waiting) waiting(text)
    else this.#texts.set(to, [...(this.#texts.get(to) ?? []), text])
  }

  /** Each message is read once, so that a second visit waits for its own. */
  async newest(to: Phone): Promise<string> {
    const text = this.#texts.get(to)?.pop()
    if (text !== undefined) return text
    return await new Promise((resolve) => this.#waiting.set(to, resolve))
  }
}

async function freePort(host: string): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
