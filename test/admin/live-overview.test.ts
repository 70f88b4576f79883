import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { LiveOverview } from '#src/admin/live-overview.ts'
import { HOUR } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { fakeOverview } from '#test/admin-ports.ts'
import { standingClock } from '#test/house.ts'
import { faultsOf } from '#test/well-formed.ts'

const EVERY_MS = 5

function city() {
  const clock = standingClock()
  let online = 1
  let looks = 0
  const live = new LiveOverview(
    {
      clock,
      log: silentLog,
      overview: async () => {
        looks++
        return { ...fakeOverview(clock()), online }
      },
    },
    EVERY_MS,
  )
  return {
    live,
    looks: () => looks,
    change: (ms = EVERY_MS) => {
      online++
      clock.advance(ms)
    },
  }
}

const Live = suite('admin/live-overview')

Live('says the whole of it at once, then again only when it looks different', async () => {
  const { live, change } = city()
  const gone = new AbortController()
  const stream = live.watch('vi', gone.signal, () => true)
  const first = String((await stream.next()).value)
  assert.match(first, '<dd>1</dd>')
  assert.equal(
    faultsOf(first).filter((fault) => !fault.startsWith('hx-target')),
    [],
  )
  change()
  assert.match(String((await stream.next()).value), '<dd>2</dd>')
  gone.abort()
  assert.is((await stream.next()).done, true)
  assert.is(live.watchers, 0)
})

Live('goes on looking when the clock is set back', async () => {
  const { live, change } = city()
  const gone = new AbortController()
  const stream = live.watch('vi', gone.signal, () => true)
  await stream.next()
  change(-HOUR)
  assert.match(String((await stream.next()).value), '<dd>2</dd>')
  gone.abort()
})

Live('looks at the city once however many watch', async () => {
  const { live, looks } = city()
  const gone = new AbortController()
  const streams = Array.from({ length: 30 }, () => live.watch('en', gone.signal, () => true))
  const said = await Promise.all(streams.map((stream) => stream.next()))
  assert.is(new Set(said.map(({ value }) => value)).size, 1)
  assert.is(looks(), 1)
  assert.is(live.watchers, 30)
  gone.abort()
  await Promise.all(streams.map((stream) => stream.next()))
  assert.is(live.watchers, 0)
})

Live('ends when the reader may look no longer', async () => {
  const { live } = city()
  let isWelcome = true
  const stream = live.watch('vi', new AbortController().signal, () => isWelcome)
  await stream.next()
  isWelcome = false
  assert.is((await stream.next()).done, true)
})

Live('turns away more watchers than it has room for', async () => {
  const { live } = city()
  const gone = new AbortController()
  const streams = Array.from({ length: 200 }, () => live.watch('vi', gone.signal, () => true))
  await Promise.all(streams.map((stream) => stream.next()))
  assert.is((await live.watch('vi', gone.signal, () => true).next()).done, true)
  gone.abort()
  await Promise.all(streams.map((stream) => stream.next()))
})

Live.run()
