import type { X509Certificate } from 'node:crypto'
import { parseIp } from '#src/kernel/ip.ts'

/** A longer chain than this is no city's. */
const CHAIN_MAX = 8

/** SHA-256 of a certificate, lower-case hex without colons. */
export function fingerprintOf(certificate: X509Certificate): string {
  return certificate.fingerprint256.replaceAll(':', '').toLowerCase()
}

/**
 * The DNS names and IP addresses among a certificate's alternative names (RFC 5280 §4.2.1.6); the common
 * name never counts (RFC 9525 §6.4.4).
 *
 * Node quotes a name that could be taken for several: a certificate with such a name has none.
 */
export function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  if (subjectAltName.includes('"')) return []
  return subjectAltName.split(', ').flatMap((entry) => {
    const [, kind, name = ''] = /^(DNS|IP Address):(.+)$/.exec(entry) ?? []
    if (kind === 'DNS') return [name.toLowerCase()]
    const address = kind && parseIp(name)
    return address ? [address] : []
  })
}

/**
 * Whether a certificate leads to one of these authorities by the chain it came with. Signatures only:
 * dates and revocation were the handshake's.
 */
export function leadsTo(
  authorities: readonly X509Certificate[],
  certificate: X509Certificate,
): boolean {
  let at: X509Certificate | undefined = certificate
  for (let links = 0; at && links < CHAIN_MAX; links++) {
    if (isVouchedFor(authorities, at)) return true
    at = at.issuerCertificate
  }
  return false
}

function isVouchedFor(authorities: readonly X509Certificate[], child: X509Certificate): boolean {
  return authorities.some(
    (authority) =>
      child.fingerprint256 === authority.fingerprint256 ||
      (child.checkIssued(authority) && child.verify(authority.publicKey)),
  )
}
