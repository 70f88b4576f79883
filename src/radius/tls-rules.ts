import { constants } from 'node:crypto'
import type { SecureContextOptions, TLSSocket } from 'node:tls'

/** The two ways RADIUS is spoken inside TLS, by their ALPN names (RFC 9765 §3.3). */
export const ALPN = { '1.0': 'radius/1.0', '1.1': 'radius/1.1' } as const
export type RadiusVersion = keyof typeof ALPN

/**
 * TLS 1.2 at least and 1.3 if it can be, forward secrecy and authenticated encryption (RFC 9325 §4.2).
 * Nothing is renegotiated, compressed or sent early, and no session is resumed: each connection shows
 * its certificate, so what was decided about an earlier one counts for nothing.
 */
export const TLS_FLOOR: SecureContextOptions = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_GCM_SHA256',
    'ECDHE+AESGCM',
    'ECDHE+CHACHA20',
  ].join(':'),
  secureOptions:
    constants.SSL_OP_NO_RENEGOTIATION |
    constants.SSL_OP_NO_TICKET |
    constants.SSL_OP_NO_COMPRESSION,
}

/**
 * How RADIUS is spoken on a connection: who names nothing means RFC 6614. Nothing for RADIUS/1.1 below
 * TLS 1.3, which RFC 9765 §3.5 rules out.
 */
export function versionOf(socket: TLSSocket): RadiusVersion | undefined {
  if (socket.alpnProtocol !== ALPN['1.1']) return '1.0'
  return socket.getProtocol() === 'TLSv1.3' ? '1.1' : undefined
}
