import { X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContextOptions } from 'node:tls'
import { Fault } from '#src/kernel/fault.ts'
import type { TlsIdentity } from './tls-connect.ts'
import { TLS_FLOOR } from './tls-rules.ts'

/** What a server shows, and whom it believes: PEM. */
export type TlsCredentials = TlsIdentity & {
  /** Certificates of authorities, and lists of what they revoked. None: only bound fingerprints count. */
  readonly authorities?: string | undefined
}

/** Credentials that go together, parsed. */
export type TlsTrust = {
  readonly context: SecureContextOptions
  /** What is shown. */
  readonly certificate: X509Certificate
  readonly authorities: readonly X509Certificate[]
  /** The lists of revoked certificates, as they were read. */
  readonly revocations: readonly string[]
}

/** Throws `config/invalid` when the key is not the certificate's or a part cannot be read. */
export function trustOf({ certificate, key, authorities = '' }: TlsCredentials): TlsTrust {
  try {
    const certificates = blocksOf(authorities, 'CERTIFICATE')
    const revocations = blocksOf(authorities, 'X509 CRL')
    const context = {
      ...TLS_FLOOR,
      cert: certificate,
      key,
      // An empty list, so that the authorities of the web are never believed.
      ca: certificates,
      ...(revocations.length > 0 ? { crl: revocations } : {}),
    }
    createSecureContext(context)
    return {
      context,
      certificate: new X509Certificate(certificate),
      authorities: certificates.map((pem) => new X509Certificate(pem)),
      revocations,
    }
  } catch (error) {
    const says = `the RADIUS/TLS certificates cannot be used: ${(error as Error).message}`
    throw new Fault('config/invalid', { says }, error)
  }
}

function blocksOf(pem: string, label: string): string[] {
  const block = new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`, 'g')
  return pem.match(block) ?? []
}
