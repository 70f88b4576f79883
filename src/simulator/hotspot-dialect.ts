import type { Clock } from '#src/kernel/clock.ts'
import type { Mac } from '#src/kernel/mac.ts'
import type { Entropy } from '#src/kernel/random.ts'
import type { Secret } from '#src/kernel/secret.ts'
import type { HotspotRequest } from './hotspot-server.ts'
import type { Answer } from './internet.ts'
import type { Nas } from './nas.ts'
import type { NasFacts } from './nas-vendor.ts'
import type { Station } from './wireless.ts'

/** How a make of gateway talks to browsers: what it does with strangers, and its own pages. */
export type Dialect = {
  /** Answers a plain-HTTP request of a phone that may not pass. */
  readonly intercept: (request: HotspotRequest, station: Station) => Answer
  /** Answers a request to the gateway's own host; nothing where it has no such page. */
  readonly own: (request: HotspotRequest, station: Station) => Promise<Answer | undefined>
  /** The phone is gone: whatever was kept for it may go. */
  readonly forget: (mac: Mac) => void
}

/** What a dialect is made from. */
export type DialectParts = {
  readonly facts: NasFacts
  /** Where strangers are sent: `{portal}/hotspot/{gateway id}`. */
  readonly uamUrl: string
  readonly uamSecret: Secret | undefined
  readonly hotspot: HotspotOptions
  readonly nas: Nas
  readonly clock: Clock
  readonly entropy: Entropy
}

/** What an administrator sets on a RouterOS hotspot. */
export type HotspotOptions = {
  readonly loginBy: 'http-pap' | 'http-chap'
  /** The hotspot's html-directory: file name to template. */
  readonly pages: Readonly<Record<string, string>>
}

/** A redirect that no cache keeps. */
export function redirectTo(location: string): Answer {
  return { status: 302, headers: { location } }
}
