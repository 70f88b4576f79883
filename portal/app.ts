import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Fault } from '#src/kernel/fault.ts'
import { parseVoucherCode } from '#src/vouchers/voucher.ts'
import { homePage, privacyPage, termsPage } from './about-views.ts'
import { openDoor } from './door.ts'
import { portalHeaders } from './headers.ts'
import type { PortalPorts } from './ports.ts'
import { readerOf } from './reader.ts'
import { serviceRoutes } from './service-routes.ts'
import { signInRoutes } from './sign-in-routes.ts'
import { statusRoutes } from './status-routes.ts'
import { styleSource } from './style.ts'

/** A sealed visit, a phone number and a code fit several times over. */
const BODY_BYTES_MAX = 8192

/**
 * The residents' pages: sign-in, session, public services, notices. Needs no script and no cookie, and
 * nothing of Node, so that it also runs in a Worker.
 */
export function portalApp(ports: PortalPorts): Hono {
  const style = styleSource()
  const door = openDoor(ports, style)

  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    const headers = Object.entries(portalHeaders(await style))
    for (const [name, value] of headers) if (!c.res.headers.has(name)) c.header(name, value)
  })
  // Only what may have a body: asking a page for one builds half a browser.
  app.post('*', bodyLimit({ maxSize: BODY_BYTES_MAX, onError: (c) => door.stop(c, 'too-large') }))

  // Browsers ask for it unasked; nothing is cheaper than saying once a day that there is none.
  app.get('/favicon.ico', (c) => c.body(null, 204, { 'Cache-Control': 'public, max-age=86400' }))
  app.get('/', (c) => {
    const reader = readerOf(c)
    return door.show(
      c,
      reader,
      homePage(reader, ports.catalogue, parseVoucherCode(c.req.query('voucher'))),
    )
  })
  app.get('/privacy', (c) => {
    const reader = readerOf(c)
    return door.show(c, reader, privacyPage(reader, ports.about))
  })
  app.get('/terms', (c) => {
    const reader = readerOf(c)
    return door.show(c, reader, termsPage(reader, ports.about))
  })
  app.route('/', signInRoutes(door))
  app.route('/', serviceRoutes(door))
  app.route('/', statusRoutes(door))

  app.notFound((c) => door.stop(c, 'not-found'))
  app.onError((error, c) => {
    if (error instanceof Fault) {
      ports.log('portal.fault', { code: error.code })
      return door.stop(c, 'unavailable')
    }
    if (hasLeft(error)) return door.stop(c, 'incomplete')
    ports.log('portal.bug', { error: error.stack ?? error.message })
    return door.stop(c, 'broken')
  })
  return app
}

/** Node's word for a phone that went away in the middle of its own form. Nobody is there to be answered. */
function hasLeft(error: Error): boolean {
  return 'code' in error && error.code === 'ECONNRESET'
}
