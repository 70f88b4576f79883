import type { Gateway } from '#src/gateways/gateway.ts'
import { type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Mac } from '#src/kernel/mac.ts'
import type { Device } from '#src/people/people-store.ts'
import { PUBLIC_PLAN } from '#src/plans/plan.ts'
import { planNamed } from '#src/plans/plan-store.ts'
import type { Session } from '#src/sessions/session.ts'
import type { Proven } from './grant.ts'
import type { LoginPorts } from './ports.ts'

/** What a device's address alone is good for. */
export type Recollection =
  | { readonly kind: 'remembered'; readonly proven: Proven }
  | { readonly kind: 'not-remembered' }
  /** It is online far away, or was when it last asked: whose it is must be proven anew. */
  | { readonly kind: 'two-places' }

type Owned = Device & { readonly person: number }

/** A session that missed no report longer than this many intervals is going on. */
const INTERVALS_HEARD = 1.5

/**
 * Who is remembered on the device with this address, and what that gives them here. Runs inside a
 * transaction.
 *
 * On open Wi-Fi whoever copies the device's address passes for it. That is why being remembered is
 * asked for, ends by itself, can be taken back, gives no more than the person's own allowance, and ends
 * where the address turns up in two places: at a gateway of another commune than one where its session
 * is going on.
 */
export function recall(
  ports: LoginPorts,
  mac: Mac,
  gateway: Pick<Gateway, 'id' | 'site'>,
): Recollection {
  const device = rememberedDevice(ports, mac)
  if (!device) return { kind: 'not-remembered' }
  if (ports.alarms.isOpen(device.id)) return { kind: 'two-places' }

  const now = ports.clock()
  const { person } = device
  const right = ports.vouchers.heldBy(person)
  const plan = planNamed(ports.plans, right?.plan ?? PUBLIC_PLAN.id)
  const heardSince = now - plan.interimSeconds * INTERVALS_HEARD * SECOND
  const other = distantSession(ports, device, gateway, heardSince)
  if (other) {
    ports.alarms.raise({
      device: device.id,
      at: now,
      gateway: gateway.id,
      elsewhere: other.gateway,
    })
    return { kind: 'two-places' }
  }
  ports.people.seeDevice(mac, person, now)
  const until = right?.expiresAt ?? FOREVER
  return {
    kind: 'remembered',
    proven: { person, device: device.id, mac, proof: 'device', plan, until },
  }
}

/** Whether a device that says nothing but its address may be let in: not where its owner has signed out. */
export function comesByItself(ports: LoginPorts, mac: Mac): boolean {
  const device = rememberedDevice(ports, mac)
  return device !== undefined && device.signedOutUntil <= ports.clock()
}

/** Whether `recall` would know this device, were it not online elsewhere. */
export function isKnown(ports: LoginPorts, mac: Mac): boolean {
  const device = rememberedDevice(ports, mac)
  return device !== undefined && !ports.alarms.isOpen(device.id)
}

/** No end but that of each session. */
export const FOREVER: Millis = Number.MAX_SAFE_INTEGER

function rememberedDevice({ people, clock }: LoginPorts, mac: Mac): Owned | undefined {
  const device = people.deviceOf(mac)
  if (device?.person === undefined || device.rememberedUntil <= clock()) return undefined
  return { ...device, person: device.person }
}

function distantSession(
  { liveOfPerson, communeOf }: LoginPorts,
  { id, person }: Owned,
  gateway: Pick<Gateway, 'id' | 'site'>,
  heardSince: Millis,
): Session | undefined {
  const here = communeOf(gateway.site)
  return liveOfPerson(person).find(
    (session) =>
      session.device === id &&
      session.gateway !== gateway.id &&
      session.updatedAt > heardSince &&
      communeOf(session.site) !== here,
  )
}
