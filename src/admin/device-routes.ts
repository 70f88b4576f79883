import { setTimeout } from 'node:timers/promises'
import type { Push } from '#src/fleet/push-store.ts'
import { eventStream } from '#src/http/event-stream.ts'
import { isPartial, wantsStream } from '#src/http/htmx.ts'
import { devicePage, devicesPage, pushPage, pushProgress } from './device-views.ts'
import { forRole, type OfficerVisit, type Route } from './door.ts'
import type { AdminPorts } from './ports.ts'
import type { Voice } from './view.ts'

const PUSHES_SHOWN = 10
/** How often a push under way is looked at, and for how long one answer may follow it. */
const LOOK_EVERY_MS = 300
const LOOKS_MAX = 1000

/** What each device should be against what it is; and making it so. */
export const DEVICE_ROUTES: readonly Route[] = [
  forRole('viewer', 'GET', '/devices', async ({ ports, voice, officer, page }) => {
    const rows = (await ports.gateways.list()).filter(({ gateway }) => gateway.api)
    const pushes = await ports.devices.pushes({ limit: PUSHES_SHOWN })
    return page(devicesPage(voice, rows, pushes, officer.role))
  }),

  forRole('operator', 'GET', '/devices/:gateway', async ({ c, ports, voice, page, note }) => {
    const id = c.req.param('gateway') ?? ''
    const row = await ports.gateways.find(id)
    if (!row) return note('notFound', 404)
    const [plan, pushes] = await Promise.all([
      ports.devices.plan(id, c.req.raw.signal),
      ports.devices.pushes({ gateway: id, limit: PUSHES_SHOWN }),
    ])
    return page(devicePage(voice, row, plan, pushes))
  }),

  forRole('operator', 'POST', '/devices/:gateway/pushes', push),

  forRole('viewer', 'GET', '/devices/:gateway/pushes/:id', async (visit) => {
    const { c, ports, voice, page, fragment, note } = visit
    const found = await ports.devices.pushOf(Number(c.req.param('id')))
    if (!found || found.gateway !== c.req.param('gateway')) return note('notFound', 404)
    return isPartial(c) ? fragment(pushProgress(voice, found)) : page(pushPage(voice, found))
  }),
]

/** Starts a push, or joins the one under way. htmx follows it in this very answer; a plain browser is sent to the push's page. */
async function push({ c, ports, voice, officer, goTo, note }: OfficerVisit): Promise<Response> {
  const gateway = c.req.param('gateway') ?? ''
  if (!(await ports.gateways.find(gateway))) return note('notFound', 404)
  const start = await ports.devices.push(gateway, officer.id)
  // Its page says why nothing can be pushed.
  if (start.kind === 'not-manageable') return goTo(`/devices/${gateway}`)
  const id = start.kind === 'started' ? start.id : start.by.id
  await ports.audited(
    officer.id,
    () => start.kind,
    (kind) =>
      kind === 'started'
        ? { action: 'device.pushed', subject: gateway, detail: { push: id } }
        : undefined,
  )
  if (!wantsStream(c)) return goTo(`/devices/${gateway}/pushes/${id}`)
  const { signal } = c.req.raw
  return eventStream(progress(ports, voice, id, signal), signal)
}

/** The push as it goes on, one message a change. The job is not ours: leaving does not stop it. */
async function* progress(
  { devices }: Pick<AdminPorts, 'devices'>,
  voice: Voice,
  id: number,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  let last: string | undefined
  for (let look = 0; look < LOOKS_MAX && !signal.aborted; look++) {
    const found: Push | undefined = await devices.pushOf(id)
    if (!found) return
    const text = String(await pushProgress(voice, found, { isStreamed: true }))
    if (text !== last) yield text
    last = text
    if (found.finishedAt !== undefined) return
    await setTimeout(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
}
