import type { MiddlewareHandler } from 'hono'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What a browser says of where a request comes from. */
export type RequestOrigin = {
  readonly method: string
  readonly host: string | undefined
  readonly secFetchSite: string | undefined
  readonly origin: string | undefined
}

/**
 * Whether a request may change something: it is of our own pages' making, whatever its content type.
 *
 * `Sec-Fetch-Site` decides where the browser sends it (not over plain HTTP); else `Origin` must name
 * the very host asked. A request with neither is refused: every browser sends `Origin` with a POST.
 */
export function isOwnRequest({ method, host, secFetchSite, origin }: RequestOrigin): boolean {
  if (SAFE_METHODS.has(method)) return true
  if (secFetchSite !== undefined) return secFetchSite === 'same-origin'
  if (origin === undefined || host === undefined) return false
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
}

/** Answers 403 to any unsafe request that is not our own. */
export function refuseForeignWrites(refuse: (path: string) => Response): MiddlewareHandler {
  return async (c, next) => {
    const isOwn = isOwnRequest({
      method: c.req.method,
      host: c.req.header('host') ?? new URL(c.req.url).host,
      secFetchSite: c.req.header('sec-fetch-site'),
      origin: c.req.header('origin'),
    })
    return isOwn ? next() : refuse(c.req.path)
  }
}
