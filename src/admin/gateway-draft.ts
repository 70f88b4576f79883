import type { DeviceAccess, GatewayDraft } from '#src/gateways/gateway.ts'
import { POLICY_FIELDS } from '#src/gateways/policy.ts'
import type { Form } from '#src/http/form.ts'
import { parsePrefix } from '#src/kernel/ip.ts'
import { Secret } from '#src/kernel/secret.ts'
import { SLUG } from '#src/kernel/slug.ts'
import { parseVendor } from '#src/kernel/vendor.ts'
import type { Site } from '#src/places/place.ts'
import { readPolicy } from './gateway-policy.ts'
import type { Messages } from './locales/vi.ts'

export const GATEWAY_FIELDS = [
  'id',
  'address',
  'vendor',
  'site',
  'secret',
  'uamSecret',
  'hotspotHost',
  'apiHost',
  'apiPort',
  'apiUser',
  'apiPassword',
  ...POLICY_FIELDS,
] as const
export type GatewayField = (typeof GATEWAY_FIELDS)[number]
export type GatewayFaults = Partial<Record<GatewayField, keyof Messages['gatewayFaults']>>

/** What the form says, read whole: a draft, or everything that is wrong with it at once. */
export type DraftReading =
  | { readonly kind: 'draft'; readonly draft: GatewayDraft }
  | { readonly kind: 'faulty'; readonly faults: GatewayFaults }

const HOST = /^[a-z0-9.-]+(?::\d{1,5})?$/i
/** A RADIUS secret shorter than this can be guessed from one captured packet (RFC 2865 §3). */
const SECRET_LENGTH_MIN = 16
/** RouterOS's API port. */
const API_PORT = 8728

/** Reads the form of a new gateway. Secrets left empty are made up by the store. */
export function readGatewayDraft(form: Form, sites: readonly Site[]): DraftReading {
  const { text, exact } = form
  const [id, address] = [text('id').toLowerCase(), parsePrefix(text('address'))]
  const [vendor, site] = [parseVendor(text('vendor')), sites.find((one) => one.id === text('site'))]
  const secrets = { secret: exact('secret').trim(), uamSecret: exact('uamSecret').trim() }
  const host = text('hotspotHost')
  const api = readAccess(form)
  const { policy, faults: policyFaults } = readPolicy(form)

  const faults: GatewayFaults = {
    ...(SLUG.test(id) ? {} : { id: 'slug' }),
    ...(address ? {} : { address: 'address' }),
    ...(vendor ? {} : { vendor: 'vendor' }),
    ...(site ? {} : { site: 'site' }),
    ...(isSecret(secrets.secret) ? {} : { secret: 'secret' }),
    ...(isSecret(secrets.uamSecret) ? {} : { uamSecret: 'secret' }),
    ...(host === '' || HOST.test(host) ? {} : { hotspotHost: 'host' }),
    ...api.faults,
    ...policyFaults,
  }
  if (!address || !vendor || !site || Object.keys(faults).length > 0) {
    return { kind: 'faulty', faults }
  }
  const draft: GatewayDraft = {
    id,
    address,
    vendor,
    site: site.id,
    ...policy,
    ...(host ? { hotspotHost: host } : {}),
    ...(secrets.secret ? { secret: new Secret(secrets.secret) } : {}),
    ...(secrets.uamSecret ? { uamSecret: new Secret(secrets.uamSecret) } : {}),
    ...(api.access ? { api: api.access } : {}),
  }
  return { kind: 'draft', draft }
}

function readAccess({ text, exact }: Form): { access?: DeviceAccess; faults: GatewayFaults } {
  const host = text('apiHost')
  if (host === '') return { faults: {} }
  const port = text('apiPort') === '' ? API_PORT : Number(text('apiPort'))
  const user = text('apiUser')
  const faults: GatewayFaults = {
    ...(HOST.test(host) && !host.includes(':') ? {} : { apiHost: 'host' }),
    ...(Number.isInteger(port) && port > 0 && port < 65_536 ? {} : { apiPort: 'port' }),
    ...(user ? {} : { apiUser: 'user' }),
  }
  return { access: { host, port, user, password: new Secret(exact('apiPassword')) }, faults }
}

function isSecret(text: string): boolean {
  return text === '' || (text.length >= SECRET_LENGTH_MIN && /^[\x21-\x7e]+$/.test(text))
}
