import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Turnstile } from '#src/officers/turnstile.ts'

const Turnstiles = suite('officers/turnstile')

Turnstiles('lets one through at a time, in the order they came', async () => {
  const turnstile = new Turnstile(10)
  const told: string[] = []
  const work = (name: string) => async () => {
    told.push(`${name} in`)
    await Promise.resolve()
    told.push(`${name} out`)
    return name
  }
  const passed = await Promise.all([turnstile.pass(work('a')), turnstile.pass(work('b'))])
  assert.equal(passed, ['a', 'b'])
  assert.equal(told, ['a in', 'a out', 'b in', 'b out'])
})

Turnstiles('gives a failure to whose it is, and goes on', async () => {
  const turnstile = new Turnstile(10)
  const failing = turnstile.pass(() => Promise.reject(new Error('no')))
  const next = turnstile.pass(async () => 'next')
  assert.is(await failing.catch((error: Error) => error.message), 'no')
  assert.is(await next, 'next')
})

Turnstiles('is full while as many are at it as may be', async () => {
  const turnstile = new Turnstile(2)
  const first = turnstile.pass(async () => undefined)
  assert.is(turnstile.isFull, false)
  const second = turnstile.pass(async () => undefined)
  assert.is(turnstile.isFull, true)
  await Promise.all([first, second])
  assert.is(turnstile.isFull, false)
})

Turnstiles.run()
