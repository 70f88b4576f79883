import type { Gateway, GatewayPolicy } from './gateway.ts'

/** Whether a gateway must sign its requests: what an officer may choose, the safest first. */
export const SIGNING = ['required', 'auto', 'optional'] as const

/** Everything a policy holds, in the order it is asked and told. */
export const POLICY_FIELDS = [
  'messageAuthenticator',
  'limitProxyState',
  'macAuth',
  'coaPort',
] as const satisfies readonly (keyof GatewayPolicy)[]
export type PolicyField = (typeof POLICY_FIELDS)[number]

/** The policy as it was set: a pinned gateway is required to sign because it was set to `auto`. */
export function policyOf({
  messageAuthenticator,
  limitProxyState,
  macAuth = false,
  coaPort,
  pinnedAt,
}: Gateway): GatewayPolicy {
  const signing = pinnedAt === undefined ? messageAuthenticator : 'auto'
  return { messageAuthenticator: signing, limitProxyState, macAuth, coaPort }
}

/** Each field that is another now, as it was and as it is: `required → auto`. */
export function policyDifference(
  before: GatewayPolicy,
  after: GatewayPolicy,
): Readonly<Record<string, string>> {
  const changed = POLICY_FIELDS.filter((field) => before[field] !== after[field])
  return Object.fromEntries(changed.map((field) => [field, `${before[field]} → ${after[field]}`]))
}
