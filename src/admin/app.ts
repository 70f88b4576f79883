import { type Context, Hono } from 'hono'
import { refuseForeignWrites } from '#src/http/csrf.ts'
import { FAULT_STATUS } from '#src/http/fault-status.ts'
import { pageHeaders } from '#src/http/headers.ts'
import { Fault } from '#src/kernel/fault.ts'
import { AUDIT_ROUTES } from './audit-routes.ts'
import { DEVICE_ROUTES } from './device-routes.ts'
import { type Route, UnfitForm, visitOf } from './door.ts'
import { GATEWAY_POLICY_ROUTES } from './gateway-policy-routes.ts'
import { GATEWAY_ROUTES } from './gateway-routes.ts'
import { INVITATION_ROUTES } from './invitation-routes.ts'
import { ASSETS } from './layout.ts'
import { LiveOverview } from './live-overview.ts'
import { notePage } from './note-views.ts'
import { OFFICER_ROUTES } from './officer-routes.ts'
import { overviewRoutes } from './overview-routes.ts'
import { PLACE_ROUTES } from './place-routes.ts'
import { PLAN_ROUTES } from './plan-routes.ts'
import type { AdminPorts } from './ports.ts'
import { RADIUS_ROUTES } from './radius-routes.ts'
import { REFUSAL_ROUTES } from './refusal-routes.ts'
import { SERVICE_ROUTES } from './service-routes.ts'
import { SESSION_ROUTES } from './session-routes.ts'
import { SIGN_IN_ROUTES } from './sign-in-routes.ts'
import { STRANGER_ROUTES } from './stranger-routes.ts'
import { USAGE_ROUTES } from './usage-routes.ts'
import { VOUCHER_ROUTES } from './voucher-routes.ts'

/** Every address of the console and who may ask for it. There is no other way to add one. */
function adminRoutes(live: LiveOverview): readonly Route[] {
  return [
    ...SIGN_IN_ROUTES,
    ...INVITATION_ROUTES,
    ...overviewRoutes(live),
    ...GATEWAY_ROUTES,
    ...GATEWAY_POLICY_ROUTES,
    ...STRANGER_ROUTES,
    ...SESSION_ROUTES,
    ...REFUSAL_ROUTES,
    ...PLACE_ROUTES,
    ...PLAN_ROUTES,
    ...VOUCHER_ROUTES,
    ...DEVICE_ROUTES,
    ...SERVICE_ROUTES,
    ...USAGE_ROUTES,
    ...RADIUS_ROUTES,
    ...AUDIT_ROUTES,
    ...OFFICER_ROUTES,
  ]
}

/** The console: pages for officers, drawn here, over what the ports answer. */
export function adminApp(ports: AdminPorts): Hono {
  const app = new Hono()
  const headers = Object.entries(pageHeaders({ isHttps: ports.isHttps }))

  app.get('/assets/:file', (c) => {
    const asset = ASSETS.respond(c.req.path, c.req.header('accept-encoding'))
    return asset ?? c.notFound()
  })
  app.use(async (c, next) => {
    await next()
    for (const [name, value] of headers) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value)
    }
  })
  app.use(
    refuseForeignWrites((path) => {
      ports.log('admin.foreign-write', { path: firstPart(path) })
      return new Response('403: not sent by a page of this console\n', { status: 403 })
    }),
  )
  for (const { method, path, answer } of adminRoutes(new LiveOverview(ports))) {
    app.on(method, path, (c) => answer(c, ports))
  }
  app.notFound((c) => visitOf(c, ports).note('notFound', 404))
  app.onError((error, c) => sorry(error, c, ports))
  return app
}

/** Where it was, without what follows: of an invitation that is its token. */
function firstPart(path: string): string {
  return path.split('/', 2).join('/')
}

/** What the reader is told when it went wrong: which kind of trouble, never its detail. */
async function sorry(error: Error, c: Context, ports: AdminPorts): Promise<Response> {
  if (error instanceof UnfitForm) return c.text('400: not a form of this console\n', 400)
  const code = error instanceof Fault ? error.code : 'bug'
  ports.log('admin.failed', { path: c.req.routePath, code, error: error.stack ?? String(error) })
  try {
    const { voice, page } = visitOf(c, ports)
    const told = await page(notePage(voice, 'failed'))
    const status = error instanceof Fault ? FAULT_STATUS[error.code] : 500
    return new Response(told.body, { status, headers: told.headers })
  } catch {
    return c.text('500\n', 500)
  }
}
