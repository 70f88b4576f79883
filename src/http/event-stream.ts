/** A comment this often keeps proxies and phones from closing a quiet stream. */
const HEARTBEAT_MS = 15_000

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
}

/**
 * Answers with server-sent events, one a message.
 *
 * Pulled, never pushed: a message is asked for only when the client has room, so a slow reader costs
 * one message of memory and delays nobody. The source is closed when the client goes away (`signal`),
 * and the answer ends when the source does.
 */
export function eventStream(
  messages: AsyncIterable<string>,
  signal: AbortSignal,
  heartbeatMs = HEARTBEAT_MS,
): Response {
  const source = messages[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  let pending: Promise<IteratorResult<string>> | undefined
  const close = () => void source.return?.()
  signal.addEventListener('abort', close, { once: true })

  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      pending ??= source.next()
      const heard = await orSilence(pending, heartbeatMs)
      if (heard === 'silence') return controller.enqueue(encoder.encode(': \n\n'))

      pending = undefined
      if (!heard.done) return controller.enqueue(encoder.encode(eventOf(heard.value)))
      signal.removeEventListener('abort', close)
      if (!signal.aborted) controller.close()
    },
    cancel: close,
  })
  return new Response(body, { headers: HEADERS })
}

/** An unnamed event: each line its own `data:` field, so no text can forge a field (WHATWG HTML §9.2). */
function eventOf(data: string): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`)
  return `${lines.join('')}\n`
}

async function orSilence<T>(promise: Promise<T>, ms: number): Promise<T | 'silence'> {
  const { promise: silence, resolve } = Promise.withResolvers<'silence'>()
  const timer = setTimeout(() => resolve('silence'), ms)
  try {
    return await Promise.race([promise, silence])
  } finally {
    clearTimeout(timer)
  }
}
