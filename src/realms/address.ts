import { type Ip, parseIp } from '#src/kernel/ip.ts'

/** Where a home server listens. */
export type HomeAddress = {
  readonly host: Ip
  readonly authPort: number
  readonly acctPort: number
}

/** RFC 2865 §3. */
const AUTH_PORT = 1812
/** RFC 6614 §2.1. */
export const RADSEC_PORT = 2083
const PORT_MAX = 65535

const ADDRESS = /^(?:\[([\da-f:.]+)\]|([\d.]+))(?::(\d{1,5})(?:\/(\d{1,5}))?)?$/i

/**
 * Reads where a home server listens: `10.9.0.1`, `10.9.0.1:1645`, `10.9.0.1:1645/1646` or
 * `[2001:db8::9]:1812`. Accounting has the next port unless another is given.
 */
export function parseHomeAddress(text: string, usual = AUTH_PORT): HomeAddress | undefined {
  const bare = parseIp(text)
  if (bare) return { host: bare, authPort: usual, acctPort: usual + 1 }
  const [, v6, v4, auth = String(usual), acct = String(Number(auth) + 1)] = ADDRESS.exec(text) ?? []
  const host = parseIp(v6 ?? v4)
  const [authPort, acctPort] = [Number(auth), Number(acct)]
  const arePorts = [authPort, acctPort].every((port) => port >= 1 && port <= PORT_MAX)
  return host && arePorts ? { host, authPort, acctPort } : undefined
}
