import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { PortalCalls } from '#src/app/portal-ports.ts'
import { openPortalServer } from '#src/app/portal-server.ts'
import { Fault } from '#src/kernel/fault.ts'
import { silentLog } from '#src/kernel/log.ts'
import { kindPorts, PHONE_FORM, visit } from '#test/portal.ts'

const HERE = { host: '127.0.0.1', port: 0, isDemo: false, log: silentLog }

/** What is the house's of the ports: functions may cross to a thread, catalogue and log do not. */
function kindCalls(answers: Partial<PortalCalls> = {}): PortalCalls {
  const { catalogue: _, about: __, log: ___, ...calls } = kindPorts(answers)
  return calls
}

const PortalServer = suite('app/portal-server')

PortalServer('draws its pages from what the house says', async () => {
  const asked: unknown[] = []
  await using server = await openPortalServer(
    kindCalls({
      readRedirect: async (gateway, target) => {
        asked.push([gateway, target])
        return { kind: 'visit', visit: { ...visit, site: 'Bến tàu Tuần Châu' } }
      },
    }),
    HERE,
  )
  const answer = await fetch(`${server.url}/hotspot/gw-1?mac=a`)
  assert.is(answer.status, 200)
  assert.match(await answer.text(), 'Bến tàu Tuần Châu')
  assert.equal(asked, [['gw-1', '/hotspot/gw-1?mac=a']])
})

PortalServer('keeps what was typed when the house cannot answer', async () => {
  await using server = await openPortalServer(
    kindCalls({
      sendCode: async () => {
        throw new Fault('store/full', { says: 'no room' })
      },
    }),
    HERE,
  )
  const body = new URLSearchParams(PHONE_FORM)
  const answer = await fetch(`${server.url}/sign-in/phone`, { method: 'POST', body })
  assert.is(answer.status, 503)
  assert.match(await answer.text(), PHONE_FORM.phone)
})

PortalServer('tells its log to the house', async () => {
  const told: unknown[] = []
  await using _ = await openPortalServer(kindCalls(), {
    ...HERE,
    log: (event, fields) => void told.push([event, typeof fields?.['url']]),
  })
  assert.equal(told, [['http.listening', 'string']])
})

PortalServer('throws the fault of a port that cannot be had', async () => {
  await using server = await openPortalServer(kindCalls(), HERE)
  try {
    await using _ = await openPortalServer(kindCalls(), { ...HERE, port: server.port })
  } catch (error) {
    assert.instance(error, Fault)
    const { code, detail } = error as Fault
    assert.equal([code, detail['port']], ['network/unavailable', server.port])
    return
  }
  assert.unreachable('two servers at one port')
})

PortalServer('is started again on its port when its thread ends, and says so', async () => {
  const told: string[] = []
  const [worker, server] = await Promise.all([
    once(process, 'worker') as Promise<[Worker]>,
    openPortalServer(kindCalls(), { ...HERE, log: (event) => void told.push(event) }),
  ])
  await using _ = server
  await worker[0].terminate()
  while (told.filter((event) => event === 'http.listening').length < 2) await wait(20)
  assert.is((await fetch(`${server.url}/privacy`)).status, 200)
  assert.equal(told, ['http.listening', 'portal.ended', 'http.listening'])
})

PortalServer('lets a page under way be drawn before it closes', async () => {
  const asked = Promise.withResolvers<void>()
  const answered = Promise.withResolvers<void>()
  const server = await openPortalServer(
    kindCalls({
      readRedirect: async () => {
        asked.resolve()
        await answered.promise
        return { kind: 'visit', visit }
      },
    }),
    HERE,
  )
  const page = fetch(`${server.url}/hotspot/gw-1?mac=a`)
  await asked.promise
  const closed = server[Symbol.asyncDispose]()
  answered.resolve()
  assert.is((await page).status, 200)
  await closed
})

PortalServer.run()
