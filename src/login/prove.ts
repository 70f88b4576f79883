import type { Visit } from '#src/hotspot/visit.ts'
import type { Millis } from '#src/kernel/clock.ts'
import type { Phone } from '#src/kernel/phone.ts'
import { PUBLIC_PLAN } from '#src/plans/plan.ts'
import { planNamed } from '#src/plans/plan-store.ts'
import { parseVoucherCode, type VoucherCode } from '#src/vouchers/voucher.ts'
import type { NotNow } from './admission.ts'
import { type Granted, grant, type TooMany } from './grant.ts'
import { REMEMBER_LIFE, waitFor } from './limits.ts'
import { readCode } from './phone-code.ts'
import type { LoginPorts } from './ports.ts'
import { FOREVER, recall } from './remembered.ts'

/** What somebody agreed to by a clear act: which text, and whether to be remembered on this device. */
export type Consent = { readonly version: string; readonly remember: boolean }

/** The visit's gateway is no longer ours: come through a gateway again. */
type VisitExpired = { readonly kind: 'visit-expired' }

export type CodeProof =
  | Granted
  | NotNow
  | TooMany
  | VisitExpired
  | { readonly kind: 'wrong-code'; readonly triesLeft: number }
  | { readonly kind: 'code-expired' }

export type VoucherProof =
  | Granted
  | NotNow
  | TooMany
  | VisitExpired
  | { readonly kind: 'unknown-voucher' }
  | { readonly kind: 'spent-voucher' }
  | { readonly kind: 'expired-voucher' }

export type DeviceProof =
  | Granted
  | NotNow
  | TooMany
  | VisitExpired
  | { readonly kind: 'not-remembered' }

/**
 * Lets in whoever holds the number, by the code it was sent.
 *
 * One transaction tries the code, stores the person and their consent, and grants: fifty tries at once
 * are fifty tries, and nothing of a person is stored beside a wrong one.
 */
export async function proveCode(
  ports: LoginPorts,
  visit: Visit,
  phone: Phone,
  typed: string,
  consent: Consent,
): Promise<CodeProof> {
  const code = readCode(typed)
  return ports.commit.run<CodeProof>(() => {
    const gateway = ports.gateways.find(visit.gateway)
    if (!gateway) return { kind: 'visit-expired' }

    const now = ports.clock()
    const trial = ports.codes.attempt({ phone, mac: visit.mac }, code, now)
    if (trial.kind === 'expired') return { kind: 'code-expired' }
    if (trial.kind === 'wrong') return { kind: 'wrong-code', triesLeft: trial.triesLeft }

    const until = now + REMEMBER_LIFE
    const person = ports.people.personOfPhone(phone, { version: consent.version, at: now })
    const device = ports.people.seeDevice(visit.mac, person, now)
    ports.people.remember(device, person, consent.remember ? until : 0)
    const plan = planNamed(ports.plans, PUBLIC_PLAN.id)
    ports.alarms.settle(device, now)
    return grant(ports, gateway, {
      person,
      device,
      mac: visit.mac,
      proof: 'phone-code',
      plan,
      until: FOREVER,
    })
  })
}

/** Lets in whoever holds a voucher: the first device that brings it, until it expires. */
export async function proveVoucher(
  ports: LoginPorts,
  visit: Visit,
  typed: string,
  consent: Consent,
): Promise<VoucherProof> {
  const code = parseVoucherCode(typed)
  if (!code) return { kind: 'unknown-voucher' }

  return ports.commit.run<VoucherProof>(() => {
    const gateway = ports.gateways.find(visit.gateway)
    if (!gateway) return { kind: 'visit-expired' }
    const retryAfterMs = waitAfterMisses(ports, visit)
    if (retryAfterMs > 0) return { kind: 'too-many', retryAfterMs }

    const right = redeem(ports, visit, code, consent)
    if (right.kind === 'unknown') ports.vouchers.miss({ visit: visit.id, gateway: visit.gateway })
    if (right.kind !== 'redeemed') return { kind: `${right.kind}-voucher` }

    const now = ports.clock()
    const { person, expiresAt: until } = right
    ports.people.agree(person, { version: consent.version, at: now })
    const device = ports.people.seeDevice(visit.mac, person, now)
    const rememberedUntil = Math.min(now + REMEMBER_LIFE, until)
    ports.people.remember(device, person, consent.remember ? rememberedUntil : 0)
    const plan = planNamed(ports.plans, right.plan)
    ports.alarms.settle(device, now)
    const { mac } = visit
    return grant(ports, gateway, { person, device, mac, proof: 'voucher', plan, until })
  })
}

/** Lets a remembered device back in without a code. */
export async function proveDevice(ports: LoginPorts, visit: Visit): Promise<DeviceProof> {
  return ports.commit.run<DeviceProof>(() => {
    const gateway = ports.gateways.find(visit.gateway)
    if (!gateway) return { kind: 'visit-expired' }
    const recollection = recall(ports, visit.mac, gateway)
    if (recollection.kind !== 'remembered') return { kind: 'not-remembered' }
    return grant(ports, gateway, recollection.proven)
  })
}

function redeem(ports: LoginPorts, visit: Visit, code: VoucherCode, { version }: Consent) {
  const { people, vouchers, clock } = ports
  return vouchers.redeem(code, people.deviceOf(visit.mac)?.id, () => {
    const person = people.newPerson({ version, at: clock() })
    return { person, device: people.seeDevice(visit.mac, person, clock()) }
  })
}

function waitAfterMisses({ vouchers, limits, clock }: LoginPorts, visit: Visit): Millis {
  const misses = (by: 'visit' | 'gateway', value: string) => (n: number) =>
    vouchers.nthNewestMiss(by, value, n)
  return Math.max(
    waitFor(limits.missesPerVisit, misses('visit', visit.id), clock()),
    waitFor(limits.missesPerGateway, misses('gateway', visit.gateway), clock()),
  )
}
