import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MINUTE, systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { type CityOptions, openCity } from '#src/simulator/city.ts'
import type { CityEvent } from '#src/simulator/outing.ts'
import { seeded } from '#src/simulator/seeded.ts'
import { openTown } from '#test/town.ts'

const ONLINE_WANTED = 8
const WAIT_MS = 30_000

type Town = Awaited<ReturnType<typeof openTown>>

function vouchersOf({ house }: Town): () => string | undefined {
  const { codes } = house.vouchers.issue({
    plan: house.plans.all()[0]?.id ?? '',
    count: 50,
    note: '',
    issuedBy: 'test',
    expiresAt: systemClock() + 60 * MINUTE,
  })
  const left = [...codes]
  return () => left.pop()
}

function optionsFor(town: Town, onEvent: CityOptions['onEvent']): CityOptions {
  return {
    ...town,
    vouchers: vouchersOf(town),
    clock: systemClock,
    chance: seeded('test'),
    log: silentLog,
    population: 100,
    // A third of them is out in the dead of night, when this may run.
    phonesMax: 4 * ONLINE_WANTED,
    onEvent,
  }
}

const City = suite('simulator/city')

City('gets phones of every kind online and leaves no session open when it ends', async () => {
  await using town = await openTown(['mikrotik', 'chilli', 'mikrotik', 'chilli'])
  const events: CityEvent[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, WAIT_MS)
  const city = await openCity(
    optionsFor(town, (event) => {
      events.push(event)
      if (events.filter(({ kind }) => kind === 'online').length >= ONLINE_WANTED) resolve()
    }),
  )
  await promise
  clearTimeout(timer)
  const outNow = city.phonesOut()
  await city[Symbol.asyncDispose]()

  const stuck = events.filter(({ kind }) => kind === 'stuck')
  assert.equal(stuck, [])
  const online = events.filter((event) => event.kind === 'online')
  assert.ok(online.length >= ONLINE_WANTED, `${online.length} online`)
  assert.ok(outNow >= ONLINE_WANTED)
  assert.ok(online.every(({ number }) => number.includes('***')))
  assert.is(town.house.sessions.live({ limit: 100 }).length, 0)
})

City('says which gateway cannot open and closes those that did', async () => {
  await using town = await openTown(['mikrotik', 'chilli'])
  const options = optionsFor(town, () => undefined)
  const [first, second] = town.gateways
  const gateways = [first!, { ...second!, address: first!.address, port: first!.port }]

  let failed: unknown
  await openCity({ ...options, gateways }).catch((error: unknown) => {
    failed = error
  })
  assert.match(String(failed), /EADDRINUSE/)

  const city = await openCity({ ...options, gateways: [first!] })
  await city[Symbol.asyncDispose]()
})

City.run()
