import type { Unreachable } from '#src/enforcement/unreachable-store.ts'
import type { Push, PushStart } from '#src/fleet/push-store.ts'
import type { Gateway, GatewayDraft, GatewayPolicy, Radsec } from '#src/gateways/gateway.ts'
import type { Addition, Binding } from '#src/gateways/gateway-store.ts'
import type { Stranger } from '#src/gateways/stranger.ts'
import type { Clock, Millis } from '#src/kernel/clock.ts'
import type { Ip } from '#src/kernel/ip.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Mac } from '#src/kernel/mac.ts'
import type { Month } from '#src/kernel/period.ts'
import type { Refusal } from '#src/login/refusal-store.ts'
import type { AuditDetail, AuditEntry, AuditVerdict } from '#src/officers/audit-store.ts'
import type { OfficerStore } from '#src/officers/officer-store.ts'
import type { DeviceAlarm } from '#src/people/alarm-store.ts'
import type { OpeningHours } from '#src/places/opening-hours.ts'
import type { Commune, Site } from '#src/places/place.ts'
import type { Plan } from '#src/plans/plan.ts'
import type { PlanRemoval } from '#src/plans/plan-store.ts'
import type { ForwardingState } from '#src/proxy/forwarding-server.ts'
import type { DisconnectOutcome } from '#src/radius/message.ts'
import type { UsageReport } from '#src/reports/usage.ts'
import type { UsageFormat } from '#src/reports/usage-documents.ts'
import type { Session } from '#src/sessions/session.ts'
import type { VoucherCode } from '#src/vouchers/voucher.ts'
import type { BatchDraft, VoucherBatch } from '#src/vouchers/voucher-store.ts'

/** The languages of the console, first the one it starts in. */
export const LOCALES = ['vi', 'en'] as const
export type Locale = (typeof LOCALES)[number]

/** What the city looks like now. `hours` are the last 24 clock hours, oldest first. */
export type Overview = {
  readonly online: number
  readonly gateways: { readonly heard: number; readonly all: number }
  readonly today: {
    readonly sessions: number
    readonly octetsIn: number
    readonly octetsOut: number
    readonly refusals: number
  }
  readonly hours: readonly {
    readonly hour: Millis
    readonly sessions: number
    readonly octets: number
  }[]
  /** Who got online last, newest first; at most ten are shown. */
  readonly arrivals: readonly SessionRow[]
  /** Gateways nobody heard from lately, longest first. */
  readonly silent: readonly { readonly id: string; readonly lastHeardAt: Millis | undefined }[]
  /** Addresses that knock, belong to no gateway, and wait for an officer's look. */
  readonly strangers: number
}

/** A session with the words for what it names. */
export type SessionRow = Session & {
  readonly siteName: string
  readonly planName: Readonly<Record<Locale, string>>
}

/** A session looked at by itself: what it may have, and whether its device is let back in. */
export type SessionDetail = SessionRow & {
  /** Nothing where its grant is none of ours, or was erased. */
  readonly plan: Plan | undefined
  /** A limit of its person is used up, and it goes on slowly. */
  readonly isSlowed: boolean
  /** The sessions of the visit it is part of, itself too, the eldest first (`sessions/visit.ts`). */
  readonly visit: readonly SessionRow[]
  /** Until when its device needs no sign-in; absent when it does. */
  readonly rememberedUntil: Millis | undefined
}

export type SessionFilter = {
  readonly site?: string
  readonly gateway?: string
  /** The last session's id of the page before. */
  readonly after?: number
  readonly limit: number
}

/** A gateway and what was last heard of it. */
export type GatewayRow = {
  readonly gateway: Gateway
  readonly siteName: string
  readonly communeName: string
  readonly online: number
  readonly lastHeardAt: Millis | undefined
}

/** A configuration ready to paste into a device. Holds its secrets. */
export type ReadyConfig = { readonly fileName: string; readonly text: string }
/** Why there is no configuration yet: a setting of the server is missing. */
export type NoConfig = { readonly says: string }

/** A batch with its codes in clear, to print. */
export type VoucherSheet = {
  readonly batch: VoucherBatch
  readonly codes: readonly VoucherCode[]
}

/** What asking a device for its differences can come to. `lines` hold no secret. */
export type DevicePlan =
  | {
      readonly kind: 'planned'
      /** One line a step, `+` added, `~` changed, `-` removed; none when all is as it should be. */
      readonly lines: readonly string[]
      /** What a technician should know though no step will touch it. */
      readonly notes: readonly string[]
    }
  | { readonly kind: 'unreachable'; readonly says: string }
  | { readonly kind: 'not-manageable' }

export type ServiceRow = {
  readonly id: string
  readonly name: { readonly vi: string; readonly en: string }
  readonly group: { readonly vi: string; readonly en: string }
  readonly opens: number
}

/** What a write was about, for the audit trail; the port adds when, and which officer. */
export type Told = {
  readonly action: string
  readonly subject: string
  readonly detail?: AuditDetail
}

/**
 * Everything the console asks the house. Reads are asynchronous, so that another process or database
 * may answer; the three writes of the documents and the ledger are synchronous, so that `audited` can
 * hold each in one transaction with its audit row.
 */
export type AdminPorts = {
  readonly clock: Clock
  readonly log: Log
  /** Whether officers reach the console over TLS (perhaps through a proxy): cookies depend on it. */
  readonly isHttps: boolean
  /** Where a voucher's QR code leads: the portal, with the code filled in. */
  readonly voucherLink: (code: VoucherCode) => string
  /** Marks the whole console as a demonstration. */
  readonly isDemo: boolean
  readonly officers: Pick<
    OfficerStore,
    | 'all'
    | 'find'
    | 'invite'
    | 'reinvite'
    | 'invitation'
    | 'accept'
    | 'signIn'
    | 'officerOf'
    | 'signOut'
    | 'setDisabled'
  >
  /**
   * The session a one-time link opens, once. Only the demonstration makes such links: everybody else
   * signs in with password and code.
   */
  readonly enter: (token: string) => string | undefined
  /** Runs `work` and, when `tell` says so of what it came to, records it: both in one transaction. */
  readonly audited: <T>(
    actor: string,
    work: () => T,
    tell: (value: T) => Told | undefined,
  ) => Promise<T>
  readonly audit: {
    readonly list: (page: { before?: number; limit: number }) => Promise<readonly AuditEntry[]>
    readonly verify: () => Promise<AuditVerdict>
  }
  readonly places: {
    readonly communes: () => Promise<readonly Commune[]>
    readonly sites: () => Promise<readonly Site[]>
    /** Nothing lifts them: always open. False when there is no such site. */
    readonly setOpeningHours: (site: string, hours: OpeningHours | undefined) => boolean
  }
  readonly plans: {
    readonly list: () => Promise<readonly Plan[]>
    /** False when there is one of that id. */
    readonly add: (plan: Plan) => boolean
    /** Gives the plan as it was; nothing when there is none of that id. */
    readonly change: (plan: Plan) => Plan | undefined
    readonly remove: (id: string) => PlanRemoval
  }
  readonly overview: () => Promise<Overview>
  readonly gateways: {
    /** All of them, in the order of their names. */
    readonly list: () => Promise<readonly GatewayRow[]>
    readonly find: (id: string) => Promise<GatewayRow | undefined>
    readonly add: (draft: GatewayDraft) => Addition
    /** Gives it as it was; nothing when there is none by that name. */
    readonly change: (id: string, policy: GatewayPolicy) => Gateway | undefined
    /** Knows it by this certificate over TLS, or without one by its address over UDP. */
    readonly bind: (id: string, radsec: Radsec | undefined) => Binding
    readonly remove: (id: string) => boolean
    /** How to set the gateway up by hand, in its vendor's own words. */
    readonly config: (gateway: Gateway) => Promise<ReadyConfig | NoConfig>
  }
  readonly strangers: {
    /** Who knocked and is no gateway, last heard first. */
    readonly list: () => Promise<readonly Stranger[]>
    /** Puts one aside, or back among the others; false when it is not in that place. */
    readonly ignore: (address: Ip, isIgnored: boolean) => boolean
  }
  readonly radius: {
    /** How often each outcome came about since the start, such as `auth.accept`. */
    readonly counters: () => Promise<Readonly<Record<string, number>>>
    /** How the home servers of the realms stand, and what waits for them. */
    readonly forwarding: () => Promise<ForwardingState>
    /** Sessions past a limit whose gateway does not say that it acted, the longest in vain first. */
    readonly unreachable: () => Promise<readonly Unreachable[]>
    /** Devices that were in two distant places at once, newest first. */
    readonly alarms: (limit: number) => Promise<readonly DeviceAlarm[]>
  }
  readonly sessions: {
    /** Live ones, newest first. */
    readonly live: (filter: SessionFilter) => Promise<readonly SessionRow[]>
    readonly countLive: (filter: Omit<SessionFilter, 'after' | 'limit'>) => Promise<number>
    readonly find: (id: number) => Promise<SessionDetail | undefined>
    /** The device has to sign in again; false when it had to anyway. */
    readonly forgetDevice: (device: number) => boolean
    /** Asks the gateway to end it and waits for its word. `gone`: it had ended, or never was. */
    readonly end: (id: number) => Promise<DisconnectOutcome | { readonly kind: 'gone' }>
  }
  /** Newest first, of one phone when `mac` is given. */
  readonly refusals: (query: { mac?: Mac; limit: number }) => Promise<readonly Refusal[]>
  readonly vouchers: {
    /** Newest first. */
    readonly batches: () => Promise<readonly VoucherBatch[]>
    readonly issue: (draft: BatchDraft) => VoucherSheet
    readonly sheet: (batch: number) => Promise<VoucherSheet | undefined>
  }
  readonly devices: {
    /** Looks at the device and compares. Ends, or is aborted. */
    readonly plan: (gateway: string, signal: AbortSignal) => Promise<DevicePlan>
    /** Starts a push that goes on whoever watches. */
    readonly push: (
      gateway: string,
      actor: string,
    ) => Promise<PushStart | { readonly kind: 'not-manageable' }>
    readonly pushOf: (id: number) => Promise<Push | undefined>
    /** The latest pushes of a gateway, or of all, newest first. */
    readonly pushes: (query: { gateway?: string; limit: number }) => Promise<readonly Push[]>
  }
  readonly services: () => Promise<readonly ServiceRow[]>
  readonly usage: {
    readonly of: (month: Month) => Promise<UsageReport>
    /** The same month as a document, made by `reports`. */
    readonly document: (month: Month, format: UsageFormat) => Promise<string>
  }
}
