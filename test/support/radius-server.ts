import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { type Attribute, layout } from '#src/radius/dictionary.ts'
import type { AccessReply, RadiusHandlers } from '#src/radius/message.ts'
import { hidePassword } from '#src/radius/password.ts'
import { proves } from '#src/radius/proof.ts'
import { openRadius, type RadiusOptions } from '#src/radius/server.ts'
import { keyOf, signRequest } from '#src/radius/signature.ts'
import type { Code } from '#src/radius/wire.ts'
import { gateway, hex, RFC_SECRET } from './radius.ts'

/** The key of the test gateway. */
export const key = keyOf(RFC_SECRET)
/** The Request Authenticator of RFC 2865 §7.1. */
export const nonce = hex('0f403f9473978057bd83d5cb98f4227a')
export const LIMITS = { sessionSeconds: 3600, idleSeconds: 600, interimSeconds: 300 }
const ACCEPT: AccessReply = { kind: 'accept', limits: LIMITS, class: Buffer.from('grant') }

const HANDLERS: RadiusHandlers = {
  nasAt: () => gateway(),
  access: async ({ proof }) => (proves(proof, 'arctangent') ? ACCEPT : { kind: 'reject' }),
  accounting: async () => undefined,
}

/** A server on free ports that knows one gateway, and lets in who says `arctangent`. */
export async function openTestRadius(
  handlers: Partial<RadiusHandlers>,
  options: Partial<RadiusOptions> = {},
) {
  return await openRadius({
    auth: { host: '127.0.0.1', port: 0 },
    acct: { host: '127.0.0.1', port: 0 },
    handlers: { ...HANDLERS, ...handlers },
    clock: systemClock,
    log: silentLog,
    rejectDelayMs: 0,
    ...options,
  })
}

/** A signed request. */
export function request(code: Code, attributes: readonly Attribute[] = [], identifier = 1): Buffer {
  return signRequest(code, identifier, layout(attributes), nonce, key)
}

/** A signed Access-Request with a password. */
export function access(
  password = 'arctangent',
  more: readonly Attribute[] = [],
  identifier = 1,
): Buffer {
  const hidden = hidePassword(Buffer.from(password), nonce, key)
  return request(1, [['User-Name', 'nemo'], ['User-Password', hidden], ...more], identifier)
}

/** A handler that must not be asked. */
export async function bug(): Promise<never> {
  throw new Error('no handler is asked')
}

/** An Accounting-Request's least. */
export const START: readonly Attribute[] = [
  ['Acct-Status-Type', 'Start'],
  ['Acct-Session-Id', '8120000a'],
]

/** Waits until the server counted as many of these; a datagram unanswered shows nowhere else. */
export async function counted(
  server: { counters: () => Readonly<Record<string, number>> },
  name: string,
  times = 1,
): Promise<void> {
  while ((server.counters()[name] ?? 0) < times) await new Promise(setImmediate)
}

/** The counters without the gauges. */
export function outcomes(server: { counters: () => Readonly<Record<string, number>> }) {
  const isGauge = (name: string) => name.endsWith('.waiting') || name.endsWith('.kernel-drops')
  return Object.fromEntries(Object.entries(server.counters()).filter(([name]) => !isGauge(name)))
}

/** What this machine's kernel grants is no concern of a test's. */
export const isOfMachine = (event: string) => event.endsWith('.receive-buffer')
