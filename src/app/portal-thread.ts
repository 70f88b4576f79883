/** Draws and serves the residents' pages; see `portal-server.ts`. */
import { flushCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { portalApp } from '#portal/app.ts'
import { serveHttp } from '#src/http/serve.ts'
import { assert } from '#src/kernel/assert.ts'
import { callsOver } from '#src/kernel/calls.ts'
import { failureOf } from '#src/kernel/failure.ts'
import type { Log } from '#src/kernel/log.ts'
import { loadCatalogue } from '#src/services/service-seed.ts'
import { goLast } from '#src/store/priority.ts'
import { portalAbout } from './portal-about.ts'
import type { PortalCalls } from './portal-ports.ts'
import type { Order, PortalThreadData, Told } from './portal-server.ts'

assert(parentPort, 'this is a thread')
goLast()
const main = parentPort
const { host, port, isDemo } = workerData as PortalThreadData

const tell = (told: Told) => main.postMessage(told)
const log: Log = (event, fields) => tell({ kind: 'log', event, fields })
const catalogue = loadCatalogue()
const about = portalAbout(isDemo)

const opened = new AsyncDisposableStack()
main.on('message', async (order: Order) => {
  if (order.kind === 'open') await open(order)
  else {
    main.close()
    await opened.disposeAsync()
  }
})

async function open({ calls, names }: Order & { readonly kind: 'open' }): Promise<void> {
  opened.defer(() => calls.close())
  try {
    const ports = { ...callsOver<PortalCalls>(calls, names), about, catalogue, log }
    const { fetch } = portalApp(ports)
    const server = opened.use(await serveHttp({ host, port, fetch, log }))
    tell({ kind: 'listening', port: server.port, url: server.url })
    flushCompileCache()
  } catch (error) {
    tell({ kind: 'refused', failure: failureOf(error) })
    main.close()
    await opened.disposeAsync()
  }
}
