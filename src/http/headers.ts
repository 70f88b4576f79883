/** What a door lets its pages do beyond the least. */
export type PagePolicy = {
  /** Served over TLS, so the browser may be told to insist on it. */
  readonly isHttps: boolean
  /** Where forms may be sent besides this host, such as a gateway's own login page. */
  readonly formTargets?: readonly string[]
}

const HSTS = 'max-age=31536000; includeSubDomains'

/**
 * The headers of every page: own scripts and styles from files only, nothing inline, no frames, no
 * caching of what is somebody's.
 *
 * `Referrer-Policy: same-origin` rather than `no-referrer`, which would make browsers send
 * `Origin: null` with our own forms and so hide who is asking.
 */
export function pageHeaders({ isHttps, formTargets = [] }: PagePolicy): Record<string, string> {
  const policy = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'"],
    'form-action': ["'self'", ...formTargets],
    'base-uri': ["'none'"],
    'object-src': ["'none'"],
    'frame-ancestors': ["'none'"],
  }
  return {
    'Content-Security-Policy': Object.entries(policy)
      .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
      .join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=()',
    'Cache-Control': 'no-store',
    ...(isHttps ? { 'Strict-Transport-Security': HSTS } : {}),
  }
}
