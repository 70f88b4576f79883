/** Draws and serves the residents' pages; see `portal-server.ts`. */
import { parentPort, workerData } from 'node:worker_threads'
import { portalApp } from '#portal/app.ts'
import { serveHttp } from '#src/http/serve.ts'
import { assert } from '#src/kernel/assert.ts'
import { callsOver } from '#src/kernel/calls.ts'
import { failureOf } from '#src/kernel/failure.ts'
import type { Log } from '#src/kernel/log.ts'
import { loadCatalogue } from '#src/services/service-seed.ts'
import { portalAbout } from './portal-about.ts'
import type { PortalCalls } from './portal-ports.ts'
import type { PortalThreadData, Told } from './portal-server.ts'

assert(parentPort, 'this is a thread')
const main = parentPort
const { host, port, isDemo, calls, names } = workerData as PortalThreadData

const tell = (told: Told) => main.postMessage(told)
const log: Log = (event, fields) => tell({ kind: 'log', event, fields })

try {
  const { fetch } = portalApp({
    ...callsOver<PortalCalls>(calls, names),
    about: portalAbout(isDemo),
    catalogue: loadCatalogue(),
    log,
  })
  const server = await serveHttp({ host, port, fetch, log })
  main.once('message', async () => {
    await server[Symbol.asyncDispose]()
    calls.close()
  })
  tell({ kind: 'listening', port: server.port, url: server.url })
} catch (error) {
  tell({ kind: 'refused', failure: failureOf(error) })
  calls.close()
}
