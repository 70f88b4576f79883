import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { type Ip, parseIp } from '#src/kernel/ip.ts'
import { printable } from '#src/kernel/text.ts'
import { fingerprintOf, namesOf } from './certificate.ts'
import type { Identify, Nas, PeerCertificate, RefusedCertificate } from './message.ts'
import { type RadiusVersion, versionOf } from './tls-rules.ts'

/** What is told of a stranger's certificate is as long as it likes, so no more of it than this. */
const TOLD_MAX = 120
const NAMES_TOLD_MAX = 8

/** A client that may speak. */
export type Guest = {
  readonly kind: 'guest'
  readonly socket: TLSSocket
  readonly source: Ip
  readonly version: RadiusVersion
  readonly shown: X509Certificate
  readonly proven: PeerCertificate
  readonly nas: Nas
}

export type Admission =
  | Guest
  | { readonly kind: 'refused'; readonly refused: RefusedCertificate; readonly verdict: string }
  | { readonly kind: 'unfit'; readonly reason: 'no-certificate' | 'wrong-version' | 'lost' }

/**
 * Who is behind a finished handshake, and whether they may speak (radiusdtls-bis §3.3, §3.4).
 *
 * A name counts when one of our authorities vouches for it; a fingerprint counts by itself, unless an
 * authority has revoked the certificate.
 */
export function admissionOf(socket: TLSSocket, identify: Identify): Admission {
  const source = parseIp(socket.remoteAddress)
  if (!source) return { kind: 'unfit', reason: 'lost' }
  const shown = socket.getPeerX509Certificate()
  if (!shown) return { kind: 'unfit', reason: 'no-certificate' }
  const version = versionOf(socket)
  if (!version) return { kind: 'unfit', reason: 'wrong-version' }

  const fingerprint = fingerprintOf(shown)
  const names = namesOf(shown)
  const proven = { fingerprint, names: socket.authorized ? names : [] }
  // Node's types promise an Error; what is there is OpenSSL's name for it, or null.
  const verdict = String(socket.authorizationError ?? 'trusted')
  const who = verdict === 'CERT_REVOKED' ? 'revoked' : identify(proven, source)
  if (typeof who === 'string') {
    const subject = printable(shown.subject, TOLD_MAX)
    const told = names.slice(0, NAMES_TOLD_MAX).map((name) => printable(name, TOLD_MAX))
    const refused: RefusedCertificate = { source, fingerprint, subject, names: told, why: who }
    return { kind: 'refused', refused, verdict }
  }
  return { kind: 'guest', socket, source, version, shown, proven, nas: who }
}
