import { adminApp } from '#src/admin/app.ts'
import type { AdminPorts } from '#src/admin/ports.ts'
import type { Role } from '#src/officers/officer.ts'
import { enrol, openTestConsole } from './admin-ports.ts'

/** A console and an officer of that role before it, asking as a browser would. */
export async function openSignedIn(role: Role, given: Partial<AdminPorts> = {}) {
  const house = openTestConsole(given)
  const { token } = await enrol(house, role)
  const app = adminApp(house.ports)
  const headers = { origin: 'http://localhost', host: 'localhost', cookie: `officer=${token}` }
  return {
    ...house,
    get: async (path: string, more: Record<string, string> = {}) =>
      app.request(path, { headers: { ...headers, ...more } }),
    post: async (
      path: string,
      fields: Record<string, string> = {},
      more: Record<string, string> = {},
    ) =>
      app.request(path, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { ...headers, ...more },
      }),
    lastAudit: () => house.audit.list({ limit: 1 })[0],
    [Symbol.dispose]: house[Symbol.dispose],
  }
}

/** What htmx adds when it asks for a fragment, with its SSE extension loaded. */
export const FROM_HTMX = {
  'HX-Request': 'true',
  'HX-Request-Type': 'partial',
  Accept: 'text/html, text/event-stream',
}
