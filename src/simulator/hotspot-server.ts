import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Ip } from '#src/kernel/ip.ts'
import type { Answer } from './internet.ts'

/** One HTTP request as a gateway meets it. `target` is the raw request target. */
export type HotspotRequest = {
  readonly source: string
  readonly host: string
  readonly path: string
  readonly target: string
  /** Query of the target, then the fields of a posted form. */
  readonly fields: URLSearchParams
}

const BODY_OCTETS_MAX = 8 * 1024
const WAIT_MS = 10_000

/** Listens where phones meet the gateway. `port` 0 takes any free one. */
export async function openHotspotServer(
  { host, port }: { readonly host: Ip; readonly port: number },
  answer: (request: HotspotRequest) => Promise<Answer>,
): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((incoming, outgoing) => {
    void handle(incoming, outgoing, answer)
  })
  server.requestTimeout = WAIT_MS
  server.keepAliveTimeout = WAIT_MS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function handle(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: (request: HotspotRequest) => Promise<Answer>,
): Promise<void> {
  try {
    const request = await read(incoming)
    send(outgoing, request ? await answer(request) : { status: 400 })
  } catch {
    send(outgoing, { status: 502, body: 'gateway error' })
  }
}

async function read(incoming: IncomingMessage): Promise<HotspotRequest | undefined> {
  const target = incoming.url ?? '/'
  const host = incoming.headers.host?.toLowerCase() ?? ''
  const url = URL.parse(target, `http://${host}`)
  if (!url) return undefined

  const fields = new URLSearchParams(url.search)
  if (incoming.method === 'POST') {
    const body = await textUpTo(incoming)
    if (body === undefined) return undefined
    for (const [name, value] of new URLSearchParams(body)) fields.append(name, value)
  }
  const source = incoming.socket.remoteAddress ?? ''
  return { source, host, path: url.pathname, target, fields }
}

async function textUpTo(incoming: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = []
  let octets = 0
  for await (const part of incoming as AsyncIterable<Buffer>) {
    octets += part.length
    if (octets > BODY_OCTETS_MAX) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function send(outgoing: ServerResponse, { status, headers, body = '' }: Answer): void {
  if (outgoing.headersSent) return
  outgoing.writeHead(status, {
    'cache-control': 'no-store',
    ...(body && { 'content-type': 'text/html; charset=utf-8' }),
    ...headers,
  })
  outgoing.end(body)
}
