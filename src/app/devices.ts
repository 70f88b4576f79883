import { chilliConf } from '#firmware-config/chilli/conf.ts'
import type { SiteFacts } from '#firmware-config/facts.ts'
import { desired } from '#firmware-config/mikrotik/desired.ts'
import { rsc } from '#firmware-config/mikrotik/rsc.ts'
import type { Device } from '#src/device/device.ts'
import { type Inspection, inspect } from '#src/fleet/inspect.ts'
import { type PushOrder, type PushUnderWay, startPush } from '#src/fleet/push.ts'
import { PushStore } from '#src/fleet/push-store.ts'
import { siteFacts } from '#src/fleet/site-facts.ts'
import type { DeviceAccess, Gateway } from '#src/gateways/gateway.ts'
import { Fault } from '#src/kernel/fault.ts'
import { parseIp } from '#src/kernel/ip.ts'
import { walledGardenHosts } from '#src/services/catalogue.ts'
import type { House } from './house.ts'
import { portalOf } from './portal-ports.ts'

/** A gateway whose device we were told how to reach. */
export type Manageable = Gateway & { readonly api: DeviceAccess }

/** Whether its configuration can be planned and pushed from here. */
export function isManageable(gateway: Gateway): gateway is Manageable {
  return gateway.api !== undefined
}

/**
 * The gateways of a house as devices: what each should be, what it is, and bringing one to the other.
 * Every link is opened for one piece of work and closed after it.
 */
export function openDevices(house: House) {
  const store = new PushStore(house.database)
  const open =
    ({ api }: Manageable) =>
    async (signal: AbortSignal): Promise<Device & AsyncDisposable> => {
      // Loaded with the first link: a server that starts has none.
      const { openRouterOs } = await import('#src/device/routeros/routeros.ts')
      return await openRouterOs(api, { signal })
    }
  const desiredFor = (gateway: Gateway) => {
    const facts = factsOf(house, gateway)
    return (device: NonNullable<SiteFacts['device']>) => desired({ ...facts, device })
  }

  return {
    pushes: store,

    /** Looks at the device and says what a push would do. Throws a `Fault` when it cannot be reached. */
    plan: (gateway: Manageable, signal: AbortSignal): Promise<Inspection> =>
      inspect(open(gateway), desiredFor(gateway), signal),

    /** Begins to send the device its configuration; every ending is an outcome on record. */
    startPush: (
      gateway: Manageable,
      order: Pick<PushOrder, 'actor' | 'signal' | 'onProgress'>,
    ): PushUnderWay =>
      startPush(
        {
          ...order,
          gateway: gateway.id,
          open: open(gateway),
          desiredFor: desiredFor(gateway),
        },
        { store, clock: house.clock, log: house.log },
      ),

    /** The whole configuration to paste by hand, in the vendor's own words. Holds the secrets. */
    config: (gateway: Gateway): { readonly fileName: string; readonly text: string } => {
      const facts = factsOf(house, gateway)
      return gateway.vendor === 'mikrotik'
        ? { fileName: `${gateway.id}.rsc`, text: rsc(desired(facts)) }
        : { fileName: 'chilli.conf', text: chilliConf(facts) }
    },
  }
}

/** All that firmware-config must know of a gateway. Throws when we know no address to send RADIUS to. */
export function factsOf({ config, catalogue, keyring }: House, gateway: Gateway): SiteFacts {
  const { radiusHost, radiusAuth, radiusAcct } = config
  if (!radiusHost) {
    const says =
      'PHU_SONG_RADIUS_HOST is not set: gateways must be told an address to send RADIUS to'
    throw new Fault('config/invalid', { says })
  }
  const capportUrl = capportOf(gateway)
  return siteFacts(
    gateway,
    {
      portalUrl: portalOf({ config }),
      walledGarden: walledGardenHosts(catalogue),
      radius: { host: radiusHost, authPort: radiusAuth.port, acctPort: radiusAcct.port },
      ...(capportUrl ? { capportUrl } : {}),
    },
    keyring,
  )
}

/**
 * The captive-portal API of the gateway itself: only it can tell one phone from another. RFC 8908 §4.1
 * wants HTTPS, and a certificate needs a name, so a login page at a bare address has none.
 */
function capportOf({ vendor, hotspotHost }: Gateway): string | undefined {
  const [host = ''] = hotspotHost.split(':')
  return vendor === 'mikrotik' && !parseIp(host) ? `https://${hotspotHost}/api.json` : undefined
}
