const GATEWAY_HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i
const PUBLIC_SECONDS = 300

export type Privacy = {
  /** The gateway whose login address a form of this page is answered with. */
  readonly gatewayHost?: string | undefined
  /** The same for every reader, so it may be kept a while. */
  readonly isPublic?: boolean | undefined
}

/**
 * The headers of a portal page: one inline style named by its hash, no script, no frame, no referrer
 * (addresses carry sealed visits), and no copy kept of what is somebody's.
 *
 * A form may be answered by a redirect to the gateway's own login page, and browsers hold that redirect
 * to `form-action` too: so the gateway is named there, by the host of its own record and nothing else.
 */
export function portalHeaders(
  styleSource: string,
  { gatewayHost, isPublic = false }: Privacy = {},
): Record<string, string> {
  const gateway =
    gatewayHost && GATEWAY_HOST.test(gatewayHost)
      ? ` http://${gatewayHost} https://${gatewayHost}`
      : ''
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      `style-src ${styleSource}`,
      `form-action 'self'${gateway}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'Cache-Control': isPublic ? `public, max-age=${PUBLIC_SECONDS}` : 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'X-Robots-Tag': 'noindex, nofollow',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    Vary: 'Accept-Language',
  }
}
