import * as v from 'valibot'
import { type Prefix, parseIp, parsePrefix } from '#src/kernel/ip.ts'
import type { Secret } from '#src/kernel/secret.ts'
import { SLUG, SLUG_SAYS } from '#src/kernel/slug.ts'
import { VENDORS, type Vendor } from '#src/kernel/vendor.ts'

const sealedText = v.pipe(v.string(), v.base64())

/** What a certificate may call a gateway: a DNS name in lower case, or an address as we write it. */
export const CERTIFICATE_NAME_SAYS = 'a DNS name such as gw-1.city.vn, or an address'

export function isCertificateName(text: string): boolean {
  const isDns = /^(?=.{1,253}$)[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(text)
  return parseIp(text) === text || isDns
}

/** How a gateway is kept in the document: secrets sealed, everything else readable. */
export const gatewayRecordSchema = v.object({
  id: v.pipe(v.string(), v.regex(SLUG, SLUG_SAYS)),
  address: v.pipe(
    v.string(),
    v.check((text) => parsePrefix(text) === text, 'an address or prefix such as 10.1.0.0/16'),
  ),
  vendor: v.picklist(VENDORS),
  site: v.string(),
  hotspotHost: v.pipe(v.string(), v.regex(/^[a-z0-9.-]+(:\d{1,5})?$/i, 'host or host:port')),
  messageAuthenticator: v.picklist(['required', 'optional', 'auto']),
  /** When an `auto` gateway first signed a request: since then it must. */
  pinnedAt: v.optional(v.number()),
  /** Absent means yes. */
  limitProxyState: v.optional(v.boolean()),
  /** Absent means no. */
  macAuth: v.optional(v.boolean()),
  /** The certificate it shows over TLS; absent means it speaks over UDP. */
  radsec: v.optional(
    v.union([
      v.object({ certificate: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hex')) }),
      v.object({ name: v.pipe(v.string(), v.check(isCertificateName, CERTIFICATE_NAME_SAYS)) }),
    ]),
  ),
  coaPort: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535)),
  secret: sealedText,
  uamSecret: v.optional(sealedText),
  api: v.optional(
    v.object({
      host: v.string(),
      port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535)),
      user: v.string(),
      password: sealedText,
      /** SHA-256 of the device's certificate, hex; absent means the plain API on a management network. */
      fingerprint: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
    }),
  ),
  lan: v.optional(
    v.object({
      interface: v.pipe(v.string(), v.regex(/^[\w.\-/]{1,64}$/, 'an interface such as bridge1')),
      network: v.optional(
        v.pipe(
          v.string(),
          v.check((text) => parsePrefix(text) === text, 'a network such as 10.5.50.0/24'),
        ),
      ),
    }),
  ),
  addedAt: v.number(),
})
export type GatewayRecord = v.InferOutput<typeof gatewayRecordSchema>

/**
 * The certificate that makes a TLS client this gateway: the one of that SHA-256, whoever issued it, or any
 * that an authority of ours issued to that name.
 */
export type Radsec = { readonly certificate: string } | { readonly name: string }

/** Where on the device its hotspot runs, and the DHCP network of its phones. */
export type Lan = { readonly interface: string; readonly network?: string }

/** How to reach the device behind a gateway, to configure it. */
export type DeviceAccess = {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: Secret
  readonly fingerprint?: string
}

/**
 * A NAS we serve: the packets that come from `address`, and the login page a phone may be sent to.
 *
 * With `radsec` it is known by its certificate, may come from `address` only, and is not heard over UDP.
 * `hotspotHost` is the only host a redirect of this gateway may name for its own login page.
 */
export type Gateway = {
  readonly id: string
  readonly address: Prefix
  readonly vendor: Vendor
  readonly site: string
  readonly hotspotHost: string
  /**
   * What holds now: an `auto` record counts as `required` once it is pinned, and as `optional` where
   * a range of addresses stands behind it, since nobody can tell which of them signed.
   */
  readonly messageAuthenticator: 'required' | 'optional' | 'auto'
  /** When an `auto` gateway was pinned. */
  readonly pinnedAt?: number
  /** Whether a request without Message-Authenticator is refused when it carries Proxy-State. */
  readonly limitProxyState: boolean
  /** Whether it asks for each device that comes, by its address alone: a remembered one needs no page. */
  readonly macAuth?: boolean
  readonly radsec?: Radsec
  readonly coaPort: number
  readonly secret: Secret
  readonly uamSecret?: Secret
  readonly api?: DeviceAccess
  readonly lan?: Lan
  readonly addedAt: number
}

/** What is known of a gateway before it is added: what is absent is generated or the vendor's usual. */
export type GatewayDraft = Pick<Gateway, 'id' | 'address' | 'vendor' | 'site'> &
  Partial<Pick<Gateway, 'hotspotHost' | 'messageAuthenticator' | 'limitProxyState'>> &
  Partial<Pick<Gateway, 'macAuth' | 'radsec'>> &
  Partial<Pick<Gateway, 'coaPort' | 'api' | 'lan'>> & {
    readonly secret?: Secret
    readonly uamSecret?: Secret
  }

/** How a gateway is believed and asked: what may change while it serves, from its next packet on. */
export type GatewayPolicy = Required<
  Pick<Gateway, 'messageAuthenticator' | 'limitProxyState' | 'macAuth' | 'coaPort'>
>

/** Where each vendor serves its login page and listens for Disconnect-Requests unless told otherwise. */
export const VENDOR_DEFAULTS: Readonly<
  Record<Vendor, { readonly hotspotHost: string; readonly coaPort: number }>
> = {
  mikrotik: { hotspotHost: '10.5.50.1', coaPort: 3799 },
  chilli: { hotspotHost: '10.1.0.1:3990', coaPort: 3799 },
}
