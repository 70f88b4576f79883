import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventStream } from '#src/http/event-stream.ts'

async function* of(...messages: string[]) {
  yield* messages
}

const Stream = suite('http/event-stream')

Stream('writes one unnamed event a message, each line its own field', async () => {
  const response = eventStream(of('a', '<p>\nevent: forged\r\n</p>'), new AbortController().signal)
  assert.is(response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  assert.is(await response.text(), 'data: a\n\ndata: <p>\ndata: event: forged\ndata: </p>\n\n')
})

Stream('says it is alive when there is nothing to say', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  async function* slow() {
    await promise
    yield 'at last'
  }
  const response = eventStream(slow(), new AbortController().signal, 5)
  const reader = response.body?.getReader()
  const beat = await reader?.read()
  assert.is(new TextDecoder().decode(beat?.value), ': \n\n')
  resolve()
  await reader?.cancel()
})

Stream(
  'asks for no message before the reader has room, and closes the source with it',
  async () => {
    let made = 0
    let isClosed = false
    async function* many() {
      try {
        for (;;) yield String(++made)
      } finally {
        isClosed = true
      }
    }
    const reader = eventStream(many(), new AbortController().signal).body?.getReader()
    await reader?.read()
    await new Promise(setImmediate)
    assert.ok(made <= 3, `${made} messages were made for one read`)
    await reader?.cancel()
    await new Promise(setImmediate)
    assert.ok(isClosed)
  },
)

Stream.run()
