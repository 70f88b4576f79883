import type { Refusal } from './ports.ts'

/** The version of the texts on `/privacy` and `/terms` that people agree to; stored with the consent. */
export const CONSENT_VERSION = '2026-11-22'

/** What is amiss in a form before anybody is asked. */
export type FormProblem =
  | { readonly kind: 'phone-missing' }
  | { readonly kind: 'phone-invalid' }
  | { readonly kind: 'phone-renumbered'; readonly now: string }
  | { readonly kind: 'consent-missing' }
  | { readonly kind: 'voucher-consent-missing' }
  | { readonly kind: 'code-malformed' }
  | { readonly kind: 'voucher-missing' }

/** Why a form comes back to its writer. `unavailable`: a port threw a fault of the outside world. */
export type Problem = FormProblem | Refusal | { readonly kind: 'unavailable' }

export type Field = 'phone' | 'consent' | 'code' | 'voucher' | 'voucher-consent'

/** The field a problem is about (none: the whole form) and the status that says so honestly. */
export const PROBLEMS: Record<
  Problem['kind'],
  { readonly status: 403 | 422 | 429 | 503; readonly field?: Field }
> = {
  'phone-missing': { status: 422, field: 'phone' },
  'phone-invalid': { status: 422, field: 'phone' },
  'phone-renumbered': { status: 422, field: 'phone' },
  'consent-missing': { status: 422, field: 'consent' },
  'voucher-consent-missing': { status: 422, field: 'voucher-consent' },
  'code-malformed': { status: 422, field: 'code' },
  'voucher-missing': { status: 422, field: 'voucher' },
  'wrong-code': { status: 422, field: 'code' },
  'code-expired': { status: 422, field: 'code' },
  'unknown-voucher': { status: 422, field: 'voucher' },
  'spent-voucher': { status: 422, field: 'voucher' },
  'expired-voucher': { status: 422, field: 'voucher' },
  'not-remembered': { status: 422 },
  'month-time-spent': { status: 403 },
  'month-data-spent': { status: 403 },
  'time-spent': { status: 403 },
  'data-spent': { status: 403 },
  'grant-expired': { status: 403 },
  closed: { status: 403 },
  'too-many-devices': { status: 403 },
  'too-many': { status: 429 },
  undelivered: { status: 503, field: 'phone' },
  'unserved-number': { status: 422, field: 'phone' },
  unavailable: { status: 503 },
}

/** Pages that end a journey, each saying how to start it again. */
export const DEAD_ENDS = {
  'unknown-gateway': 404,
  'foreign-host': 400,
  'bad-signature': 403,
  incomplete: 400,
  'visit-expired': 410,
  'unknown-status': 404,
  'not-found': 404,
  'too-large': 413,
  unavailable: 503,
  broken: 500,
} as const

export type DeadEnd = keyof typeof DEAD_ENDS
