import { MessageChannel } from 'node:worker_threads'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { answerCalls, callsOver } from '#src/kernel/calls.ts'
import { Fault } from '#src/kernel/fault.ts'

/** A city's functions with a thread's edge between them and whoever calls. */
function across<Calls extends Record<string, (...args: never[]) => Promise<unknown>>>(
  functions: Calls,
) {
  const { port1: here, port2: there } = new MessageChannel()
  answerCalls(there, functions)
  return {
    calls: callsOver<Calls>(here, Object.keys(functions)),
    [Symbol.dispose]: () => here.close(),
  }
}

async function thrownBy(call: Promise<unknown>): Promise<unknown> {
  try {
    await call
  } catch (error) {
    return error
  }
  return assert.unreachable('it was answered') as never
}

const Calls = suite('kernel/calls')

Calls('answers each call with what its function resolved', async () => {
  const later = Promise.withResolvers<string>()
  using edge = across({
    slow: async (name: string) => `${await later.promise} ${name}`,
    sum: async (a: number, b: number) => a + b,
    nothing: async () => undefined,
  })
  const slow = edge.calls.slow('Bãi Cháy')
  assert.is(await edge.calls.sum(2, 3), 5, 'and none waits for a slower one')
  assert.is(await edge.calls.nothing(), undefined)
  later.resolve('wharf')
  assert.is(await slow, 'wharf Bãi Cháy')
})

Calls('throws the fault that was thrown at the other end', async () => {
  using edge = across({
    fails: async () => {
      throw new Fault('store/full', { file: 'data', says: 'no room' })
    },
  })
  const fault = await thrownBy(edge.calls.fails())
  assert.instance(fault, Fault)
  const { code, detail, message } = fault as Fault
  assert.equal(
    { code, detail, message },
    { code: 'store/full', detail: { file: 'data', says: 'no room' }, message: 'no room' },
  )
})

Calls('throws when what was resolved cannot cross, and answers the next', async () => {
  using edge = across({
    gives: async () => () => 'a function of this thread',
    sum: async (a: number, b: number) => a + b,
  })
  assert.match(String(await thrownBy(edge.calls.gives())), /could not be cloned/)
  assert.is(await edge.calls.sum(2, 3), 5)
})

Calls('throws what any other error said', async () => {
  using edge = across({
    breaks: async () => {
      throw new TypeError('not a plan')
    },
    refuses: () => {
      throw new Error('before it began')
    },
  })
  assert.is(((await thrownBy(edge.calls.breaks())) as Error).message, 'not a plan')
  assert.is(((await thrownBy(edge.calls.refuses())) as Error).message, 'before it began')
})

Calls('rejects what the other end never answered', async () => {
  const edge = across({ never: () => new Promise<void>(() => undefined) })
  const call = edge.calls.never()
  edge[Symbol.dispose]()
  assert.match(((await thrownBy(call)) as Error).message, 'has ended')
})

Calls.run()
