const SCHEME = /^https?:$/

/**
 * Whether a URL from a redirect names this gateway's own login page, and by which scheme.
 *
 * The redirect is whatever the phone's owner, or somebody who sent them a link, typed. So only the
 * scheme is taken from it; the caller builds the address anew from the gateway's record.
 */
export function schemeAt(hotspotHost: string, claimed: string): 'http' | 'https' | undefined {
  const url = URL.parse(claimed)
  if (!url || !SCHEME.test(url.protocol) || url.username || url.password) return undefined
  const own = URL.parse(`${url.protocol}//${hotspotHost}`)
  if (url.host !== own?.host) return undefined
  return url.protocol === 'https:' ? 'https' : 'http'
}
