import { randomBytes } from 'node:crypto'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { type Clock, systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { type Attribute, layout, uint32 } from '#src/radius/dictionary.ts'
import type {
  AccountingRequest,
  Identify,
  RadiusHandlers,
  RefusedCertificate,
} from '#src/radius/message.ts'
import { hidePassword } from '#src/radius/password.ts'
import { proves } from '#src/radius/proof.ts'
import { openRadius } from '#src/radius/server.ts'
import { type Key, keyOf, RADSEC, signRequest } from '#src/radius/signature.ts'
import { Framing } from '#src/radius/tls-framing.ts'
import type { TlsLimits } from '#src/radius/tls-listener.ts'
import { CODE, type Code } from '#src/radius/wire.ts'
import { type Authority, type Issued, openAuthority } from '#test/certificates.ts'
import { gateway } from '#test/radius.ts'

export const LIMITS = {
  sessionSeconds: 3600,
  idleSeconds: 600,
  interimSeconds: 300,
  rate: { upKbps: 2048, downKbps: 10240 },
}

/** A signed request of these attributes. */
export function requestOf(
  code: Code,
  number: number,
  attributes: readonly Attribute[] = [],
  key: Key = keyOf(RADSEC),
): Buffer {
  return signRequest(code, number, layout(attributes), randomBytes(16), key)
}

/** An Access-Request by password: the right one, unless told otherwise. */
export function loginOf(number: number, password = 'sóng', key: Key = keyOf(RADSEC)): Buffer {
  const nonce = randomBytes(16)
  const attributes = layout([
    ['User-Name', 'nemo'],
    ['User-Password', hidePassword(Buffer.from(password), nonce, key)],
  ])
  return signRequest(CODE.accessRequest, number, attributes, nonce, key)
}

/** What begins a session's accounting. */
export const START: readonly Attribute[] = [
  ['User-Name', 'nemo'],
  ['Acct-Session-Id', 'a1'],
  ['Acct-Status-Type', uint32(1)],
]

type Changes = {
  readonly handlers?: Partial<RadiusHandlers>
  readonly limits?: Partial<TlsLimits>
  readonly authorities?: string
  readonly rejectDelayMs?: number
  readonly clock?: Clock
}

/**
 * A server over TLS and its authority. `bound` says which fingerprints and names are the gateway
 * `ben-tau`; the password of everybody is `sóng`.
 */
export async function openRadsec({
  handlers,
  limits,
  authorities,
  rejectDelayMs = 0,
  clock = systemClock,
}: Changes = {}) {
  await using opened = new AsyncDisposableStack()
  const authority: Authority = opened.use(openAuthority())
  const ours: Issued = authority.issue('radius.city.vn', 'DNS:radius.city.vn', 'IP:127.0.0.1')
  const bound = new Set<string>(['ben-tau.city.vn'])
  const records: AccountingRequest[] = []
  const refused: RefusedCertificate[] = []
  const nasOf: Identify = ({ fingerprint, names }) =>
    [fingerprint, ...names].some((known) => bound.has(known)) ? gateway() : 'unbound'

  const loopback = { host: '127.0.0.1', port: 0 }
  const credentials = { ...ours, authorities: authorities ?? authority.certificate }
  const server = opened.use(
    await openRadius({
      auth: loopback,
      acct: loopback,
      radsec: { ...loopback, credentials, ...(limits ? { limits } : {}) },
      clock,
      log: silentLog,
      rejectDelayMs,
      handlers: {
        nasAt: () => undefined,
        nasOf,
        refused: (seen) => void refused.push(seen),
        access: async ({ proof }) =>
          proves(proof, 'sóng')
            ? { kind: 'accept', limits: LIMITS, class: Buffer.from('grant') }
            : { kind: 'reject' },
        accounting: async (record) => void records.push(record),
        ...handlers,
      },
    }),
  )
  const radsec = server.radsec
  if (!radsec) throw new Error('it was asked to serve TLS')
  const stack = opened.move()
  return {
    ...{ server, radsec, authority, ours, credentials, bound, records, refused },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** A client that sends what it is told and keeps every packet it hears. */
export async function openTls(
  port: number,
  client: Issued,
  options: ConnectionOptions & { localAddress?: string } = {},
) {
  const socket: TLSSocket = connect({
    host: '127.0.0.1',
    port,
    cert: client.certificate,
    key: client.key,
    rejectUnauthorized: false,
    ...options,
  })
  const closed = new Promise<void>((done) => socket.once('close', () => done()))
  const shaken = new Promise<void>((done) => socket.once('secureConnect', () => done()))
  const framing = new Framing()
  const heard: Buffer[] = []
  const waiting: (() => void)[] = []
  socket.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => {
    heard.push(...framing.push(chunk).packets)
    for (const wake of waiting.splice(0)) wake()
  })
  socket.on('close', () => {
    for (const wake of waiting.splice(0)) wake()
  })
  await Promise.race([shaken, closed])
  return {
    socket,
    heard,
    closed,
    send: (...octets: Uint8Array[]) => socket.write(Buffer.concat(octets)),
    /** The packets heard so far, once there are this many; fewer when it was closed. */
    async packets(count: number): Promise<Buffer[]> {
      while (heard.length < count && !socket.destroyed) {
        await new Promise<void>((wake) => waiting.push(wake))
      }
      return heard
    },
    async [Symbol.asyncDispose]() {
      socket.destroy()
      await closed
    },
  }
}
