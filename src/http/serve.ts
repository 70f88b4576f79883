import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { errnoSays } from '#src/kernel/errno.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { Log } from '#src/kernel/log.ts'
import { CompressedResponse } from './compress.ts'

/** A listening web server. Disposing it stops listening, lets answers under way end, then returns. */
export type HttpServer = AsyncDisposable & { readonly port: number; readonly url: string }

/** What answers: a Hono app's `fetch`. `bindings.incoming.url` is the request target as it was sent. */
export type HttpHandler = (request: Request, bindings: HttpBindings) => Response | Promise<Response>

type Listening = {
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
  readonly fetch: HttpHandler
  readonly log: Log
  /** Until a client must have said what it wants. */
  readonly headersTimeoutMs?: number
}

/** A client that is slower than this at saying what it wants is not a browser. */
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 15_000
/** Short, because every phone behind a gateway keeps a connection of its own. */
const KEEP_ALIVE_TIMEOUT_MS = 5_000
/** How often Node looks for clients past those limits. */
const TIMEOUT_CHECK_MS = 2_000
/** Request line and headers. A vendor's redirect is below 4 kB. */
const HEADER_BYTES_MAX = 16_384
/** After this, a stream that has no end of its own (a live page) is cut. */
const CLOSING_GRACE_MS = 500

/** Listens; a port that cannot be had is a Fault that names it. */
export async function serveHttp({
  host,
  port,
  fetch,
  log,
  headersTimeoutMs = HEADERS_TIMEOUT_MS,
}: Listening): Promise<HttpServer> {
  const server = createAdaptorServer({
    fetch: (request, bindings) => fetch(request, bindings as HttpBindings),
    serverOptions: {
      ServerResponse: CompressedResponse,
      headersTimeout: headersTimeoutMs,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
      connectionsCheckingInterval: Math.min(headersTimeoutMs, TIMEOUT_CHECK_MS),
      maxHeaderSize: HEADER_BYTES_MAX,
    },
  }) as Server
  server.on('clientError', (_error, socket) => {
    if (!socket.writable) return
    if (isUnused(socket)) socket.destroy()
    else socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
  })

  await listen(server, host, port)
  const address = server.address() as AddressInfo
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`
  log('http.listening', { url })

  return { port: address.port, url, [Symbol.asyncDispose]: () => close(server) }
}

/**
 * Browsers open connections ahead of need. One that is timed out unused is closed without a word: the
 * browser might take a word on it for the answer to what it asks next, and would show an empty 400.
 */
function isUnused(socket: Duplex): boolean {
  return socket instanceof Socket && socket.bytesRead === 0
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    const listening = once(server, 'listening')
    server.listen(port, host)
    await listening
  } catch (error) {
    const says = `cannot listen on ${host} port ${port}: ${errnoSays(error)}`
    throw new Fault('network/unavailable', { host, port, says }, error)
  }
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const grace = setTimeout(() => server.closeAllConnections(), CLOSING_GRACE_MS)
  await closed
  clearTimeout(grace)
}
