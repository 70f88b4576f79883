import { hotspotPages } from '#firmware-config/mikrotik/pages.ts'
import type { Gateway } from '#src/gateways/gateway.ts'
import { assert } from '#src/kernel/assert.ts'
import { type Ip, type Prefix, parseIp, parsePrefix, soleAddress } from '#src/kernel/ip.ts'
import { randomText } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import { walledGardenHosts } from '#src/services/catalogue.ts'
import type { GatewaySpec } from '#src/simulator/gateway.ts'
import { openRouterOsEmulator } from '#src/simulator/routeros/emulator.ts'
import { factsOf } from '../devices.ts'
import type { House } from '../house.ts'
import { portalOf } from '../portal-ports.ts'

/** Enough that every place has one and the busiest have two. */
const GATEWAYS = 42
/** Two of three are MikroTik; of these every fourth, never a chilli, answers the RouterOS API. */
const CHILLI_EVERY = 3
const MANAGED_EVERY = 6
/** Where the login pages of every gateway are. */
export const LOGIN_PORT = 8088
const API_PORT = 8728
/** Gateways report this often of their own accord, so that a watcher need not wait five minutes. */
const INTERIM_SECONDS = 15
const API_USER = 'phu-song'
const LAN_INTERFACE = 'bridge'
const LAN_NETWORK = '10.5.50.0/24' as Prefix

/** Adds the invented gateways to the house, as an officer would. */
export function addGateways(house: House): readonly Gateway[] {
  const sites = house.places.sites()
  return Array.from({ length: GATEWAYS }, (_, i) => {
    const site = sites[i % sites.length]
    assert(site, 'the invented city has places')
    const n = i + 1
    const isChilli = n % CHILLI_EVERY === 0
    const address = `127.20.0.${n}`
    const isSecond = i >= sites.length
    const addition = house.gateways.add({
      id: `${site.id.slice(0, 56)}-${isSecond ? 2 : 1}`,
      address: parsePrefix(address) as Prefix,
      vendor: isChilli ? 'chilli' : 'mikrotik',
      site: site.id,
      hotspotHost: `${address}:${LOGIN_PORT}`,
      // A device that comes back sees no page at these, and one button at the others.
      macAuth: isChilli,
      ...(n % MANAGED_EVERY === 1 ? { api: apiAt(house, address) } : {}),
    })
    assert(addition.kind === 'added', 'the invented gateways differ')
    return addition.gateway
  })
}

/**
 * Two more that are being installed: their devices answer, no phone is near, nothing is pushed yet. They
 * have a name and a certificate of their own, so their phones can be told of the captive portal.
 */
export function addGatewaysToInstall(house: House): readonly Gateway[] {
  return house.places
    .sites()
    .slice(0, 2)
    .map((site, i) => {
      const address = `127.20.1.${i + 1}`
      const addition = house.gateways.add({
        id: `${site.id.slice(0, 54)}-moi-${i + 1}`,
        address: parsePrefix(address) as Prefix,
        vendor: 'mikrotik',
        site: site.id,
        hotspotHost: `wifi-moi-${i + 1}.quang-ninh.example`,
        api: apiAt(house, address),
        lan: { interface: LAN_INTERFACE, network: LAN_NETWORK },
      })
      assert(addition.kind === 'added', 'the gateways to install differ')
      return addition.gateway
    })
}

/** What the simulator needs to be these gateways. Their pages are those a real device would be pushed. */
export function specsOf(
  house: House,
  gateways: readonly Gateway[],
  radius: GatewaySpec['radius'],
): GatewaySpec[] {
  const portal = house.config.portalUrl.hostname
  return gateways.map((gateway, i) => ({
    id: gateway.id,
    vendor: gateway.vendor,
    address: addressOf(gateway),
    port: LOGIN_PORT,
    coaPort: gateway.coaPort,
    macAuth: gateway.macAuth ?? false,
    pool: `127.101.${i + 1}`,
    secret: gateway.secret,
    uamSecret: gateway.uamSecret,
    radius,
    portalUrl: portalOf(house),
    walledGarden: [portal, ...walledGardenHosts(house.catalogue)],
    hotspot: {
      loginBy: i % 2 === 0 ? 'http-chap' : 'http-pap',
      pages: hotspotPages(factsOf(house, gateway)),
    },
    interimSeconds: INTERIM_SECONDS,
  }))
}

/** The RouterOS devices behind the gateways that have an API, none configured yet. */
export async function openDevicesOf(gateways: readonly Gateway[]): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack()
  for (const { id, api } of gateways) {
    if (!api) continue
    const { host, port, user, password } = api
    const device = opened.use(
      await openRouterOsEmulator({ host, port, user, password: password.reveal(), identity: id }),
    )
    device.tree.plant('/ip/dhcp-server/network', { address: LAN_NETWORK, gateway: '10.5.50.1' })
  }
  return opened.move()
}

function addressOf({ id, address }: Gateway): Ip {
  const sole = soleAddress(address)
  assert(sole, `${id} was given one address`)
  return sole
}

function apiAt({ entropy }: House, host: string): Gateway['api'] & object {
  const password = new Secret(randomText(entropy, 20))
  return { host: parseIp(host) as string, port: API_PORT, user: API_USER, password }
}
