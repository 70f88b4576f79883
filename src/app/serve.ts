import { appendFileSync } from 'node:fs'
import { adminApp } from '#src/admin/app.ts'
import type { Config, SETTINGS } from '#src/config.ts'
import { type HttpServer, serveHttp } from '#src/http/serve.ts'
import { DAY, type Millis, SECOND } from '#src/kernel/clock.ts'
import { errnoSays } from '#src/kernel/errno.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { ForwardingServer } from '#src/proxy/forwarding-server.ts'
import { openRadius, type RadiusServer } from '#src/radius/server.ts'
import { smsToFile, smsToGateway, smsToTerminal } from '#src/sms/senders.ts'
import type { SendSms } from '#src/sms/sms.ts'
import { Reserve, spaceIn } from '#src/store/reserve.ts'
import { adminPorts } from './admin-ports.ts'
import { type City, openCity } from './city.ts'
import { openForwarding } from './forwarding.ts'
import { keepHeadroom } from './headroom.ts'
import { type House, openHouse, type Tools } from './house.ts'
import { housekeeping } from './housekeeping.ts'
import { openMetrics } from './metrics.ts'
import { portalCalls } from './portal-ports.ts'
import { beginPortalThread, openPortalServer, type PortalThread } from './portal-server.ts'
import { radsecOptions, renewing } from './radsec.ts'

/**
 * How often people online are looked at: well within the five seconds in which a limit holds, and so often
 * that what a storm brings is looked at as it comes, not in waves that hold up the rest of it.
 */
const LOOK_EVERY: Millis = SECOND / 4

const LISTENING = [
  ['PORTAL_LISTEN', 'portal'],
  ['ADMIN_LISTEN', 'admin'],
  ['METRICS_LISTEN', 'metrics'],
  ['RADIUS_AUTH_LISTEN', 'radiusAuth'],
  ['RADIUS_ACCT_LISTEN', 'radiusAcct'],
  ['RADSEC_LISTEN', 'radsec'],
] as const satisfies readonly (readonly [keyof typeof SETTINGS, keyof Config])[]

export type ServeOptions = Tools & {
  /** Where phone codes go instead of where the settings say. */
  readonly sendSms?: SendSms
  /** Opens the console to who holds a one-time link: see `AdminPorts.enter`. */
  readonly enter?: (token: string) => string | undefined
  /** Write to the terminal: SMS of the `console` setting. */
  readonly write: (line: string) => void
  /** The portal's thread, when it was begun before there was anything to open; not a demo's. */
  readonly portalThread?: PortalThread
}

/** A serving city. Disposing it closes the doors first and the data folder last. */
export type Serving = AsyncDisposable & {
  readonly house: House
  readonly city: City
  readonly portalUrl: string
  readonly adminUrl: string
  /** Where a monitoring system reads, when it may. */
  readonly metricsUrl: string | undefined
  readonly authPort: number
  readonly acctPort: number
  /** Of RADIUS over TLS, when it is served. */
  readonly radsecPort: number | undefined
  /** The link that makes the first officer, until there is one. */
  readonly setupUrl: string | undefined
}

/** Opens every room and every door of the settings; throws a `Fault` naming what could not be had. */
export async function serve(config: Config, options: ServeOptions): Promise<Serving> {
  try {
    return await openDoors(config, options)
  } catch (error) {
    throw namingSetting(config, error)
  }
}

async function openDoors(config: Config, options: ServeOptions): Promise<Serving> {
  await using opened = new AsyncDisposableStack()
  opened.use(keepHeadroom())
  // It loads its program on another core while the house is opened.
  const portal = { ...config.portal, isDemo: options.isDemo ?? false, log: options.log }
  const portalThread = opened.use(options.portalThread ?? beginPortalThread(portal))
  const house = opened.use(openHouse(config, options))
  const reserve = opened.use(await openReserve(config, options))
  const sendSms = options.sendSms ?? senderOf(house, options.write)
  const hasRoom = () => reserve.isKept
  const city = opened.use(openCity(house, { sendSms, hasRoom }))
  const forwarding = opened.use(openForwarding(house, city.radius))

  opened.use(city.enforcement.start(LOOK_EVERY))
  const radius = opened.use(await openRadiusServer(house, city, forwarding))
  const { radsec } = radius
  if (config.radsec && radsec) opened.use(renewing(config.radsec, radsec, options.log))
  const { counters } = radius
  const residents = opened.use(
    await openPortalServer(portalCalls(house, city), portal, portalThread),
  )
  const officers = opened.use(await openConsole(house, city, { ...options, forwarding, counters }))
  const metrics =
    config.metrics &&
    opened.use(await openMetrics(house, city, config.metrics, { counters, forwarding, hasRoom }))
  opened.use(housekeeping(house, () => tidy(house, city, forwarding)))
  forwarding.resume()

  const token = house.officers.inviteFirst()
  const stack = opened.move()
  return {
    house,
    city,
    portalUrl: residents.url,
    adminUrl: officers.url,
    metricsUrl: metrics && `${metrics.url}/metrics`,
    authPort: radius.authPort,
    acctPort: radius.acctPort,
    radsecPort: radsec?.port,
    setupUrl: token && new URL(`setup/${token}`, config.adminUrl).href,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

function openRadiusServer(
  { config, clock, log }: House,
  city: City,
  forwarding: ForwardingServer,
): Promise<RadiusServer> {
  return openRadius({
    auth: config.radiusAuth,
    acct: config.radiusAcct,
    ...radsecOptions(config),
    handlers: city.radius,
    forward: (request) => forwarding.forward(request),
    clock,
    log,
  })
}

function openReserve({ data }: Config, { entropy, log }: Tools): Promise<Reserve> {
  return Reserve.open(spaceIn(data, entropy), log)
}

/** Removes what nobody needs any more. */
async function tidy(
  { strangers, clock }: House,
  { login, slowed, grants }: City,
  forwarding: ForwardingServer,
): Promise<void> {
  strangers.tidy()
  slowed.prune((grant) => (grants.find(grant)?.expiresAt ?? 0) < clock() - DAY)
  await login.tidy()
  await forwarding.tidy()
}

/** A port that cannot be had is told by the setting that asks for it. */
function namingSetting(config: Config, error: unknown): unknown {
  if (!(error instanceof Fault) || error.code !== 'network/unavailable') return error
  const { host, port } = error.detail
  const names = LISTENING.filter(
    ([, door]) => config[door]?.host === host && config[door]?.port === port,
  ).map(([name]) => `PHU_SONG_${name}`)
  const says = `${names.join(', ')}: ${error.message}`
  return names.length > 0 ? new Fault(error.code, { ...error.detail, says }, error) : error
}

/** What the console is told of RADIUS itself. */
type Radius = {
  readonly counters: RadiusServer['counters']
  readonly forwarding: ForwardingServer
}

/** The web server for officers. */
function openConsole(
  house: House,
  city: City,
  { isDemo = false, enter = () => undefined, log, forwarding, counters }: ServeOptions & Radius,
): Promise<HttpServer> {
  const { fetch } = adminApp(adminPorts(house, city, { isDemo, enter, forwarding, counters }))
  return serveHttp({ ...house.config.admin, fetch, log })
}

function senderOf({ config, clock }: House, write: (line: string) => void): SendSms {
  switch (config.sms.kind) {
    case 'console':
      return smsToTerminal(write)
    case 'file':
      return smsToFile(appendable(config.sms.path), clock)
    case 'gateway':
      return smsToGateway(config.sms.url, config.sms.token)
  }
}

/** A file that takes no messages is told at the start, not to the first resident who waits for one. */
function appendable(path: string): string {
  try {
    appendFileSync(path, '', { mode: 0o600 })
    return path
  } catch (error) {
    const says = `PHU_SONG_SMS: cannot append to ${path}: ${errnoSays(error)}`
    throw new Fault('config/invalid', { file: path, says }, error)
  }
}
