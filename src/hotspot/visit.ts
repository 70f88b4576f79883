import type { Ip } from '#src/kernel/ip.ts'
import type { Mac } from '#src/kernel/mac.ts'
import type { Secret } from '#src/kernel/secret.ts'
import type { Vendor } from '#src/kernel/vendor.ts'

/** What a dialect must know of the gateway: taken from its own record, never from the redirect. */
export type HotspotGateway = {
  readonly id: string
  readonly vendor: Vendor
  /** The only `host[:port]` a phone may be sent to. */
  readonly hotspotHost: string
  readonly uamSecret: Secret | undefined
}

/** How much of what a redirect says is kept to be shown. */
export const TEXT_MAX = 200

/** How the gateway wants the password proven: in the clear, or hashed with its challenge. Octets in hex. */
export type Challenge =
  | { readonly kind: 'pap' }
  | { readonly kind: 'chap'; readonly id: string; readonly challenge: string }
  | { readonly kind: 'uam'; readonly challenge: string }

/** One phone at one gateway's door, as its redirect told it. JSON-safe: it travels sealed in the form. */
export type Visit = {
  /** Random; names the visit for limits, never the phone. */
  readonly id: string
  readonly gateway: string
  readonly mac: Mac
  readonly ip: Ip | undefined
  /** The gateway's login page: its host has been checked against the gateway's record. */
  readonly loginUrl: string
  readonly challenge: Challenge
  /** What the gateway said of the last try, to show as text; its Reply-Message or error. */
  readonly error: string | undefined
}

/** What a redirect can be read as. Each refusal is counted and told to the reader in a sentence. */
export type Redirect =
  | { readonly kind: 'visit'; readonly visit: Visit }
  /** The gateway says the phone is in already. `landing` is the page of our portal it was to go to. */
  | { readonly kind: 'online'; readonly mac: Mac; readonly landing: string | undefined }
  | { readonly kind: 'unknown-gateway' }
  | { readonly kind: 'foreign-host' }
  | { readonly kind: 'bad-signature' }
  | { readonly kind: 'incomplete'; readonly missing: string }

/** The one-time RADIUS credential of a grant. */
export type Credential = { readonly userName: string; readonly password: string }
