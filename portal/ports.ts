import type { Millis } from '#src/kernel/clock.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Phone } from '#src/kernel/phone.ts'
import type { Spent } from '#src/plans/allowance.ts'
import type { Plan } from '#src/plans/plan.ts'
import type { Catalogue } from '#src/services/catalogue.ts'
import type { Bilingual, Language } from './language.ts'
import type { LegalTerms } from './legal.ts'

/** One phone at a gateway's door, as far as its page needs to know. */
export type PortalVisit = {
  /** The visit, sealed. It travels in every form and link, because a captive browser keeps no cookie. */
  readonly token: string
  readonly site: string
  /** The only host besides ours that a form of the page may end at. */
  readonly gatewayHost: string
  /** Its owner asked us to remember it and that has not run out: one button is enough. */
  readonly isRemembered: boolean
  /** What the gateway said of the last try, such as a Reply-Message. */
  readonly says?: string | undefined
}

/** What a gateway's redirect turned out to be. */
export type Arrival =
  | { readonly kind: 'visit'; readonly visit: PortalVisit }
  | { readonly kind: 'online'; readonly status?: string | undefined }
  | { readonly kind: 'unknown-gateway' }
  | { readonly kind: 'foreign-host' }
  | { readonly kind: 'bad-signature' }
  | { readonly kind: 'incomplete'; readonly missing: string }

/** Yes: `location` is the gateway's login address, with a credential that works once. */
export type Granted = { readonly kind: 'granted'; readonly location: string }
type TooMany = { readonly kind: 'too-many'; readonly retryAfterMs: Millis }
type VisitExpired = { readonly kind: 'visit-expired' }

/** What every way in may be answered: yes with the gateway's login address, or why not now. */
type Answered =
  | Granted
  | TooMany
  | VisitExpired
  | { readonly kind: Spent }
  | { readonly kind: 'grant-expired' }
  | { readonly kind: 'closed'; readonly opensAt: Millis }
  | { readonly kind: 'too-many-devices'; readonly devices: number }

/** Whether a code is on its way. */
export type Sending =
  /** `isResumed`: none was sent now, the one sent before still works. */
  | { readonly kind: 'sent'; readonly isResumed?: boolean }
  | TooMany
  | VisitExpired
  | { readonly kind: 'undelivered' }
  /** No route carries messages to that country. */
  | { readonly kind: 'unserved-number' }

export type CodeProof =
  | Answered
  | { readonly kind: 'wrong-code'; readonly triesLeft: number }
  | { readonly kind: 'code-expired' }

export type VoucherProof =
  | Answered
  | { readonly kind: 'unknown-voucher' }
  | { readonly kind: 'spent-voucher' }
  | { readonly kind: 'expired-voucher' }

export type DeviceProof = Answered | { readonly kind: 'not-remembered' }

/** Every refusal of a sign-in that its own page can tell. */
export type Refusal = Exclude<
  Sending | CodeProof | VoucherProof | DeviceProof,
  Granted | VisitExpired | { readonly kind: 'sent'; readonly isResumed?: boolean }
>

/** Somebody at a door. `chosen` is the language they picked by hand, for the page they land on. */
export type Guest = { readonly visit: string; readonly chosen: Language | undefined }

/** What somebody agreed to by a clear act: the version of the text. The time is the ports' to add. */
export type Agreed = { readonly consent: string; readonly rememberDevice: boolean }

/** What is left of time and data; absent is unlimited. */
export type Left = {
  readonly seconds?: number | undefined
  readonly octets?: number | undefined
}

/** A stay as its owner may see it. */
export type Access = {
  /** `waiting`: granted, and the gateway has not reported the session yet. */
  readonly state: 'waiting' | 'online' | 'ended'
  readonly plan: Plan
  readonly site: string
  /** Left of today and of this month, over all devices. */
  readonly day: Left
  readonly month: Left
  /** Until the gateway ends this session. */
  readonly stay: Left
  /** How many of the owner's devices are online. */
  readonly devices: number
  /** The limit of day or month that is used up: what the plan does at a limit is being done. */
  readonly spent?: Spent | undefined
  /** When the place closes; absent is never. */
  readonly closesAt?: Millis | undefined
  readonly session?:
    | {
        readonly startedAt: Millis
        readonly seconds: number
        readonly octetsIn: number
        readonly octetsOut: number
      }
    | undefined
}

export type AccessStatus =
  | { readonly kind: 'known'; readonly access: Access }
  | { readonly kind: 'unknown' }

/** What came of a wish to sign out. `unanswered`: the gateway was asked and did not say. */
export type Ending =
  | { readonly kind: 'ended' }
  | { readonly kind: 'not-online' }
  | { readonly kind: 'unanswered' }
  | { readonly kind: 'unknown' }

/** Where a reader of the services came from: tokens of theirs, or nothing. */
export type Whence = { readonly visit?: string | undefined; readonly status?: string | undefined }

/** Who runs the network, and the figures its pages state. Settings all. */
export type About = {
  readonly operator: Bilingual
  /** Shown as it is, such as `1022`; absent where there is none. */
  readonly hotline?: string | undefined
  readonly codeDigits: number
  readonly codeMinutes: number
  readonly rememberDays: number
  /** Codes can be sent to numbers of other countries too. */
  readonly reachesAbroad?: boolean | undefined
  readonly legal: LegalTerms
  /** Marks every page as a demonstration. */
  readonly isDemo: boolean
}

/**
 * All the portal asks of the house. Tests answer with lambdas, a Worker over HTTPS.
 *
 * A port may throw a `Fault`: the reader is told that it is our side, with what they typed kept.
 */
export type PortalPorts = {
  /** `target` is the request target exactly as it was sent: a gateway signs those bytes. */
  readonly readRedirect: (gateway: string, target: string) => Promise<Arrival>
  /** Opens a token again; nothing when it is not ours or too old. */
  readonly visit: (token: string) => Promise<PortalVisit | undefined>
  readonly sendCode: (ask: {
    readonly visit: string
    readonly phone: Phone
    readonly language: Language
  }) => Promise<Sending>
  readonly proveCode: (
    proof: Guest & Agreed & { readonly phone: Phone; readonly code: string },
  ) => Promise<CodeProof>
  /** `code` as it was typed: reading it is the vouchers' business. */
  readonly proveVoucher: (
    proof: Guest & Agreed & { readonly code: string },
  ) => Promise<VoucherProof>
  readonly proveDevice: (proof: Guest) => Promise<DeviceProof>
  readonly status: (token: string) => Promise<AccessStatus>
  readonly end: (token: string) => Promise<Ending>
  readonly catalogue: Catalogue
  readonly countOpening: (service: string, whence: Whence) => Promise<void>
  readonly about: About
  readonly log: Log
}
