import type { Visit } from '#src/hotspot/visit.ts'
import { type Millis, SECOND } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { Phone } from '#src/kernel/phone.ts'
import { randomText } from '#src/kernel/random.ts'
import type { CodeKey, Holder } from '#src/people/phone-code-store.ts'
import type { TooMany } from './grant.ts'
import { CODE_LIFE, type Limit, waitFor } from './limits.ts'
import type { LoginPorts } from './ports.ts'

/** Whether a code is on its way. */
export type Sending =
  /** `isResumed`: none was sent now, the one sent before still works. */
  | { readonly kind: 'sent'; readonly isResumed: boolean }
  | TooMany
  | { readonly kind: 'undelivered' }
  /** No route of ours reaches this number's country. */
  | { readonly kind: 'unserved-number' }
  | { readonly kind: 'visit-expired' }

export const CODE_DIGITS = 6

const DIGITS = '0123456789'
/** Abroad an SMS costs tens of times more, and premium numbers pay whoever has them rung. */
const SERVED_PREFIX = '+84'

/**
 * Sends a one-time code to a number.
 *
 * The code answers only on the device that asked. Typing the number again, as after a mini-browser that
 * closed when its owner went to read the message, takes up the code already sent while a limit holds.
 * What was sent is on disk before it leaves, so no crash sends more than the limits allow.
 */
export async function sendCode(
  ports: LoginPorts,
  visit: Visit,
  phone: Phone,
  language: string,
): Promise<Sending> {
  if (!ports.gateways.find(visit.gateway)) return { kind: 'visit-expired' }
  if (!phone.startsWith(SERVED_PREFIX)) return { kind: 'unserved-number' }

  const code = randomText(ports.entropy, CODE_DIGITS, DIGITS)
  const reserved = await ports.commit.run(() => reserve(ports, visit, phone, code))
  if (typeof reserved !== 'number') return reserved

  try {
    await ports.deliver(phone, code, language)
    return { kind: 'sent', isResumed: false }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    ports.log('login.code-undelivered', { gateway: visit.gateway, fault: error.code })
    await ports.commit.run(() => ports.codes.withdraw(reserved, ports.clock()))
    return { kind: 'undelivered' }
  }
}

/** A code as fingers and keyboards type it: spaces and hyphens dropped, fullwidth digits as digits. */
export function readCode(typed: string): string {
  return typed
    .slice(0, 64)
    .normalize('NFKC')
    .replace(/[\s\p{Pd}.]/gu, '')
}

/** The number of the row that will be sent, or why none will. */
function reserve(
  { codes, limits, clock }: LoginPorts,
  visit: Visit,
  phone: Phone,
  code: string,
): number | Sending {
  const now = clock()
  const holder: Holder = { phone, mac: visit.mac }
  const counted: readonly (readonly [CodeKey, readonly Limit[]])[] = [
    [{ by: 'phone', value: phone }, limits.codesPerNumber],
    [{ by: 'visit', value: visit.id }, limits.codesPerVisit],
    [{ by: 'device', value: visit.mac }, limits.codesPerDevice],
    [{ by: 'gateway', value: visit.gateway }, limits.codesPerGateway],
    [{ by: 'city' }, limits.codesPerCity],
  ]
  const waits = counted.map(([key, each]) => waitFor(each, (n) => codes.nthNewest(key, n), now))
  const retryAfterMs = Math.max(...waits)
  if (retryAfterMs > 0) {
    return codes.liveSince(holder, now) === undefined
      ? { kind: 'too-many', retryAfterMs: wholeSeconds(retryAfterMs) }
      : { kind: 'sent', isResumed: true }
  }
  return codes.add(holder, {
    code,
    visit: visit.id,
    gateway: visit.gateway,
    at: now,
    expiresAt: now + CODE_LIFE,
  })
}

function wholeSeconds(ms: Millis): Millis {
  return Math.ceil(ms / SECOND) * SECOND
}
