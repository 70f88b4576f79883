import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Config, parseConfig } from '#src/config.ts'
import { serveHttp } from '#src/http/serve.ts'
import { DAY, systemClock } from '#src/kernel/clock.ts'
import type { Log } from '#src/kernel/log.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { type City, openCity } from '#src/simulator/city.ts'
import type { CityEvent } from '#src/simulator/outing.ts'
import { ownPhoneApp } from '#src/simulator/own-phone.ts'
import { seeded } from '#src/simulator/seeded.ts'
import { showVoucherCode } from '#src/vouchers/voucher.ts'
import type { House } from '../house.ts'
import { type Serving, serve } from '../serve.ts'
import { OneTimeEntry } from './entry.ts'
import {
  addGateways,
  addGatewaysToInstall,
  LOGIN_PORT,
  openDevicesOf,
  specsOf,
} from './gateways.ts'
import { Outbox } from './outbox.ts'
import { freePort, freeUdpPort, needLoopbackRange } from './ports.ts'

const POPULATION = 2000
const PHONES_MAX = 60
const VOUCHERS = 500

export type DemoOptions = {
  readonly log: Log
  readonly onEvent: (event: CityEvent) => void
  /** The same seed gives the same people. */
  readonly seed: string
}

/** A whole city in this process: the real server, and the simulated edge that talks to it by wire. */
export type Demo = AsyncDisposable & {
  readonly serving: Serving
  readonly ownPhoneUrl: string
  /** Signs in to the console, once. */
  readonly consoleUrl: string
  readonly phonesOut: () => number
}

/** Opens everything in a temporary folder that is gone when the demo is disposed of. */
export async function openDemo(options: DemoOptions): Promise<Demo> {
  await needLoopbackRange(LOGIN_PORT)
  await using opened = new AsyncDisposableStack()
  const folder = opened.adopt(mkdtempSync(join(tmpdir(), 'phu-song-demo-')), (path) =>
    rmSync(path, { recursive: true, force: true }),
  )
  const outbox = new Outbox(systemClock)
  const entry = new OneTimeEntry(systemEntropy)
  const serving = opened.use(
    await serve(await demoConfig(folder), {
      clock: systemClock,
      entropy: systemEntropy,
      log: options.log,
      isDemo: true,
      sendSms: outbox.send,
      enter: entry.enter,
      write: () => undefined,
    }),
  )
  await entry.enrol(serving.house)
  const city = opened.use(await openStreets(serving, outbox, options))
  const ownPhone = opened.use(await openOwnPhone(serving.house, outbox, city.gateways, options))
  const stack = opened.move()
  return {
    serving,
    ownPhoneUrl: ownPhone.url,
    consoleUrl: `${serving.adminUrl}/enter/${entry.token}`,
    phonesOut: () => city.phonesOut(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** The edge of the city: devices, gateways and people, closed in the reverse of that order. */
async function openStreets(
  { house, portalUrl, authPort, acctPort }: Serving,
  outbox: Outbox,
  { log, onEvent, seed }: DemoOptions,
): Promise<City> {
  await using opened = new AsyncDisposableStack()
  const gateways = addGateways(house)
  opened.use(await openDevicesOf([...gateways, ...addGatewaysToInstall(house)]))
  const city = opened.use(
    await openCity({
      gateways: specsOf(house, gateways, { host: '127.0.0.1', authPort, acctPort }),
      portalUrl,
      inbox: (number) => outbox.next(number),
      vouchers: voucherDesk(house),
      clock: systemClock,
      chance: seeded(seed),
      log,
      population: POPULATION,
      phonesMax: PHONES_MAX,
      onEvent,
    }),
  )
  const stack = opened.move()
  return {
    gateways: city.gateways,
    phonesOut: () => city.phonesOut(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function demoConfig(folder: string): Promise<Config> {
  const loopback = async (wanted: number) => `127.0.0.1:${await freePort(wanted)}`
  const [portal, admin] = [await loopback(8080), await loopback(8081)]
  const [auth, acct] = [await freeUdpPort(1812), await freeUdpPort(1813)]
  return parseConfig({
    PHU_SONG_DATA: join(folder, 'live'),
    PHU_SONG_KEY_FILE: join(folder, 'key'),
    PHU_SONG_PORTAL_LISTEN: portal,
    PHU_SONG_PORTAL_URL: `http://${portal}`,
    PHU_SONG_ADMIN_LISTEN: admin,
    PHU_SONG_ADMIN_URL: `http://${admin}`,
    PHU_SONG_RADIUS_AUTH_LISTEN: `127.0.0.1:${auth}`,
    PHU_SONG_RADIUS_ACCT_LISTEN: `127.0.0.1:${acct}`,
  })
}

/** A desk that hands out vouchers until they are gone. */
function voucherDesk({ vouchers, clock }: House): () => string | undefined {
  const { codes } = vouchers.issue({
    plan: 'public',
    count: VOUCHERS,
    note: 'Demo',
    issuedBy: 'demo',
    expiresAt: clock() + 30 * DAY,
  })
  const left = codes.map(showVoucherCode)
  return () => left.pop()
}

async function openOwnPhone(
  { places, gateways: records }: House,
  outbox: Outbox,
  gateways: City['gateways'],
  { seed, log }: DemoOptions,
) {
  const app = ownPhoneApp({
    places: gateways.map((gateway) => {
      const site = places.site(records.find(gateway.id)?.site ?? '')
      const commune = places.commune(site?.commune ?? '')
      return { name: site?.name ?? gateway.id, commune: commune?.fullName ?? '', gateway }
    }),
    messages: (number) => outbox.messagesTo(number),
    chance: seeded(seed).fork('own-phone'),
    clock: systemClock,
  })
  return serveHttp({ host: '127.0.0.1', port: await freePort(8082), log, fetch: app.fetch })
}
