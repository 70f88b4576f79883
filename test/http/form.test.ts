import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readForm } from '#src/http/form.ts'

const TYPE = 'application/x-www-form-urlencoded'

function read(body: string | Uint8Array<ArrayBuffer>, type = TYPE) {
  const request = new Request('http://x/', {
    method: 'POST',
    body,
    headers: { 'content-type': type },
  })
  return readForm(request, 100)
}

const Forms = suite('http/form')

Forms('reads each field, with and without the spaces around it', async () => {
  const reading = await read('name=+lan+&note=ph%E1%BB%A7')
  if (reading.kind !== 'form') throw new Error(reading.kind)
  assert.is(reading.form.text('name'), 'lan')
  assert.is(reading.form.exact('name'), ' lan ')
  assert.is(reading.form.text('note'), 'phủ')
  assert.is(reading.form.text('absent'), '')
})

Forms('takes nothing that could be read two ways, or that is no form', async () => {
  assert.is((await read('role=viewer&role=admin')).kind, 'unfit')
  assert.is((await read('{"a":1}', 'application/json')).kind, 'unfit')
  assert.is((await read('a=1', 'text/plain')).kind, 'unfit')
  assert.is((await read(new Uint8Array([97, 61, 0xff]))).kind, 'unfit')
})

Forms('stops at its limit even when no length is announced', async () => {
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(60).fill(97)),
  })
  const request = new Request('http://x/', {
    method: 'POST',
    body,
    headers: { 'content-type': TYPE },
    duplex: 'half',
  } as RequestInit)
  assert.is((await readForm(request, 100)).kind, 'unfit')
})

Forms('takes a body that is cut short for none', async () => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('name=l'))
    },
    pull: (controller) => controller.error(new Error('aborted')),
  })
  const request = new Request('http://x/', {
    method: 'POST',
    body,
    headers: { 'content-type': TYPE },
    duplex: 'half',
  } as RequestInit)
  assert.is((await readForm(request, 100)).kind, 'unfit')
})

Forms.run()
