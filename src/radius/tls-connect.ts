import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { type Millis, SECOND } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import { fingerprintOf } from './certificate.ts'
import { ALPN, TLS_FLOOR, versionOf } from './tls-rules.ts'
import type { Endpoint } from './udp.ts'

/** A RADIUS/TLS server, and by what it is known. */
export type TlsServer = Endpoint & {
  readonly trust:
    | {
        /** Certificates, PEM, that its own must lead to. */
        readonly authorities: string
        /** The DNS name or address its certificate must carry; `host` when left out. */
        readonly name?: string
      }
    /** SHA-256 of its certificate, lower-case hex: that one and no other. */
    | { readonly fingerprint: string }
}

/** What we show: a certificate chain and its key, PEM. */
export type TlsIdentity = { readonly certificate: string; readonly key: string }

export type ConnectOptions = {
  readonly identity: TlsIdentity
  /** In the order we like them. */
  readonly versions: readonly (keyof typeof ALPN)[]
  readonly localAddress?: string | undefined
  readonly signal?: AbortSignal
}

/** From the first SYN to the last word of the handshake. */
const CONNECT_MS_MAX: Millis = 10 * SECOND
const KEEP_ALIVE_MS: Millis = 60 * SECOND

/**
 * A connection to that very server, its handshake done. Throws `network/unavailable` when there is none
 * to be had or its certificate is not what it must be; not a word was said then.
 */
export async function connectTls(server: TlsServer, options: ConnectOptions): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = connect({ ...TLS_FLOOR, ...target(server), ...ours(options) }, resolve)
  const late = setTimeout(() => socket.destroy(new Error('it took too long')), CONNECT_MS_MAX)
  const abort = () => socket.destroy(new Error('it is not wanted any more'))
  options.signal?.addEventListener('abort', abort)
  socket.once('error', reject)
  socket.once('close', () => reject(new Error('it closed the connection')))
  try {
    await promise
    const objection = objectionTo(server, socket)
    if (objection) throw new Error(objection)
    socket.setNoDelay().setKeepAlive(true, KEEP_ALIVE_MS)
    return socket
  } catch (error) {
    socket.on('error', () => undefined).destroy()
    const { host, port } = server
    const says = `no RADIUS/TLS with ${host} port ${port}: ${(error as Error).message}`
    throw new Fault('network/unavailable', { host, port, says }, error)
  } finally {
    clearTimeout(late)
    options.signal?.removeEventListener('abort', abort)
  }
}

function target({ host, port, trust }: TlsServer): ConnectionOptions {
  if ('fingerprint' in trust) return { host, port, rejectUnauthorized: false, ...sni(host) }
  const name = trust.name ?? host
  return {
    host,
    port,
    ca: trust.authorities,
    checkServerIdentity: (_host, { raw }) => misnamed(new X509Certificate(raw), name),
    ...sni(name),
  }
}

function ours({ identity, versions, localAddress }: ConnectOptions): ConnectionOptions {
  return {
    cert: identity.certificate,
    key: identity.key,
    ALPNProtocols: versions.map((version) => ALPN[version]),
    ...(localAddress === undefined ? {} : { localAddress }),
  }
}

/** RFC 6066 §3: addresses are not named. */
function sni(name: string): ConnectionOptions {
  return isIP(name) ? {} : { servername: name }
}

/** RFC 9525 §6: alternative names only, never the common name. */
function misnamed(certificate: X509Certificate, name: string): Error | undefined {
  const isNamed = isIP(name)
    ? certificate.checkIP(name)
    : certificate.checkHost(name, { subject: 'never', partialWildcards: false })
  return isNamed ? undefined : new Error(`its certificate is not that of ${name}`)
}

function objectionTo({ trust }: TlsServer, socket: TLSSocket): string | undefined {
  const certificate = socket.getPeerX509Certificate()
  const isPinned = 'fingerprint' in trust
  if (isPinned && (!certificate || fingerprintOf(certificate) !== trust.fingerprint)) {
    return 'its certificate is another one'
  }
  return versionOf(socket) ? undefined : 'it speaks RADIUS/1.1 without TLS 1.3'
}
