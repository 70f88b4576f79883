import {
  type Gateway,
  type GatewayPolicy,
  isCertificateName,
  type Radsec,
} from '#src/gateways/gateway.ts'
import { type PolicyField, policyOf, SIGNING } from '#src/gateways/policy.ts'
import type { Form } from '#src/http/form.ts'
import type { Messages } from './locales/vi.ts'

/** What can be wrong with the certificate a gateway is bound to. */
export type CertificateFault = 'certificate' | 'certificateTaken' | 'addressTaken'
export type PolicyFaults = Partial<Record<PolicyField, keyof Messages['gatewayFaults']>>

/** What the policy fields say, read whole. A field that was not asked is left to the store. */
export function readPolicy({ text }: Form): {
  readonly policy: Partial<GatewayPolicy>
  readonly faults: PolicyFaults
} {
  const signing = SIGNING.find((policy) => policy === text('messageAuthenticator'))
  const port = text('coaPort') === '' ? undefined : Number(text('coaPort'))
  const isPort =
    port === undefined || (/^\d{1,5}$/.test(text('coaPort')) && port > 0 && port < 65_536)
  return {
    policy: {
      ...(signing ? { messageAuthenticator: signing } : {}),
      ...switched('limitProxyState', text('limitProxyState')),
      ...switched('macAuth', text('macAuth')),
      ...(port !== undefined ? { coaPort: port } : {}),
    },
    faults: isPort ? {} : { coaPort: 'port' },
  }
}

/** The fields that `readPolicy` reads a gateway's policy from. */
export function fieldsOfPolicy(gateway: Gateway): Record<PolicyField, string> {
  return {
    messageAuthenticator: policyOf(gateway).messageAuthenticator,
    limitProxyState: gateway.limitProxyState ? 'yes' : 'no',
    macAuth: gateway.macAuth ? 'yes' : 'no',
    coaPort: String(gateway.coaPort),
  }
}

function switched(field: 'limitProxyState' | 'macAuth', said: string): Partial<GatewayPolicy> {
  return said === 'yes' || said === 'no' ? { [field]: said === 'yes' } : {}
}

/** What the field of the certificate says: its SHA-256, a name in it, or nothing for UDP. */
export function readRadsec(
  text: string,
): { readonly kind: 'read'; readonly radsec: Radsec | undefined } | { readonly kind: 'faulty' } {
  const [hex, name] = [text.replace(/[:\s]/g, '').toLowerCase(), text.toLowerCase()]
  if (text === '') return { kind: 'read', radsec: undefined }
  if (/^[0-9a-f]{64}$/.test(hex)) return { kind: 'read', radsec: { certificate: hex } }
  return isCertificateName(name) ? { kind: 'read', radsec: { name } } : { kind: 'faulty' }
}

/** The text that `readRadsec` reads a gateway's certificate from. */
export function radsecOf({ radsec }: Gateway): string {
  if (!radsec) return ''
  return 'name' in radsec ? radsec.name : radsec.certificate
}
