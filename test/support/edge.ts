import { type Clock, systemClock } from '#src/kernel/clock.ts'
import { type Ip, parseIp } from '#src/kernel/ip.ts'
import type { Limits } from '#src/kernel/limits.ts'
import { silentLog } from '#src/kernel/log.ts'
import { type Mac, parseMac } from '#src/kernel/mac.ts'
import { Secret } from '#src/kernel/secret.ts'
import type { Vendor } from '#src/kernel/vendor.ts'
import type { AccessRequest, AccountingRequest, Nas } from '#src/radius/message.ts'
import { proves } from '#src/radius/proof.ts'
import { openRadius } from '#src/radius/server.ts'
import { Browser } from '#src/simulator/browser.ts'
import { type GatewaySpec, openGateway } from '#src/simulator/gateway.ts'
import { openHotspotServer } from '#src/simulator/hotspot-server.ts'
import { seeded } from '#src/simulator/seeded.ts'
import { hotspotPagesFor } from './hotspot-pages.ts'

export const PASSWORD = 'mot-lan-thoi'
export const CLASS = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 42, 0xff, 0xfe)
export const LIMITS: Limits = {
  sessionSeconds: 3600,
  idleSeconds: 600,
  interimSeconds: 60,
  octets: 6_000_000_000,
}

/** The address every gateway under test has. */
export const GATEWAY_IP = ip('127.20.9.1')

export function ip(text: string): Ip {
  return parseIp(text) as Ip
}

export function mac(text: string): Mac {
  return parseMac(text) as Mac
}

export type EdgeOptions = {
  readonly vendor: Vendor
  readonly clock?: Clock
  readonly limits?: Limits
  readonly spec?: Partial<GatewaySpec>
}

/**
 * One simulated gateway between a RADIUS server that knows one password and a portal that only listens.
 */
export async function openEdge({
  vendor,
  clock = systemClock,
  limits = LIMITS,
  spec,
}: EdgeOptions) {
  await using stack = new AsyncDisposableStack()
  const nas: Nas = {
    id: 'g1',
    vendor,
    secret: new Secret('radius'),
    messageAuthenticator: 'required',
    limitProxyState: true,
  }
  const asked: AccessRequest[] = []
  const accounted: AccountingRequest[] = []
  const radius = stack.use(
    await openRadius({
      auth: { host: '127.0.0.1', port: 0 },
      acct: { host: '127.0.0.1', port: 0 },
      clock,
      log: silentLog,
      rejectDelayMs: 0,
      handlers: {
        nasAt: (source) => (source === GATEWAY_IP ? nas : undefined),
        access: async (request) => {
          asked.push(request)
          return proves(request.proof, PASSWORD)
            ? { kind: 'accept', limits, class: CLASS }
            : { kind: 'reject', message: 'wrong password' }
        },
        accounting: async (request) => {
          accounted.push(request)
        },
      },
    }),
  )
  const landed: string[] = []
  const portal = stack.use(
    await openHotspotServer({ host: ip('127.0.0.1'), port: 0 }, async ({ target }) => {
      landed.push(target)
      return { status: 200, body: 'the portal' }
    }),
  )
  const portalUrl = `http://127.0.0.1:${portal.port}`
  const gateway = stack.use(
    await openGateway(
      {
        id: 'g1',
        vendor,
        address: GATEWAY_IP,
        port: 0,
        coaPort: 0,
        pool: '127.101.9',
        secret: nas.secret,
        uamSecret: new Secret('uam'),
        radius: { host: '127.0.0.1', authPort: radius.authPort, acctPort: radius.acctPort },
        portalUrl,
        hotspot: { loginBy: 'http-chap', pages: hotspotPagesFor('g1', portalUrl) },
        walledGarden: ['dichvucong.gov.vn', '*.gov.vn'],
        retry: { firstMs: 200, attempts: 2 },
        ...spec,
      },
      { clock, log: silentLog, entropy: seeded('edge').entropy },
    ),
  )
  const closing = stack.move()
  return {
    nas,
    gateway,
    portalUrl,
    asked,
    accounted,
    landed,
    /** A browser on the gateway's Wi-Fi. */
    join(phone: Mac) {
      const station = gateway.associate(phone)
      const network = {
        gateway: gateway.hotspotHost,
        phone: station.ip,
        masquerade: gateway.address,
        realHosts: new Set([new URL(portalUrl).host]),
      }
      return new Browser(network, 'test')
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
