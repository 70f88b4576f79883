import type { Gateway } from './gateway.ts'

/** What an officer should know of how a gateway is believed. */
export type Worry =
  /** It need not sign, and never will have to: a forger on the path can turn a no into a yes (CVE-2024-3596). */
  | 'unsigned'
  /** As long as it did not sign once, the same holds. */
  | 'not-pinned'
  /** It need not sign, and may carry Proxy-State too: that is where the forger hides the collision. */
  | 'proxy-state'
  /** Its secret can be guessed from one captured packet (RFC 2865 §3 asks for 16 octets). */
  | 'short-secret'

const SECRET_LENGTH_MIN = 16

/** Every worry about a gateway, the gravest first. TLS does better than a secret could. */
export function worriesOf(gateway: Gateway): Worry[] {
  const { messageAuthenticator, limitProxyState, secret, radsec } = gateway
  if (radsec) return []
  const mayGoWithout = messageAuthenticator !== 'required'
  return [
    ...(secret.reveal().length < SECRET_LENGTH_MIN ? (['short-secret'] as const) : []),
    ...(mayGoWithout && !limitProxyState ? (['proxy-state'] as const) : []),
    ...(messageAuthenticator === 'optional' ? (['unsigned'] as const) : []),
    ...(messageAuthenticator === 'auto' ? (['not-pinned'] as const) : []),
  ]
}
