import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DAY, SECOND } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { Delivery, type Telling } from '#src/proxy/delivery.ts'
import { type SpoolDraft, SpoolStore } from '#src/proxy/spool-store.ts'
import { integerOf, octetsOf } from '#src/radius/attributes.ts'
import { attributeId, layout } from '#src/radius/dictionary.ts'
import { packetWith, until } from '#test/home-server.ts'
import { openTestStore, standingClock } from '#test/house.ts'

const REALM = 'agency.gov.vn'
const CLASS = attributeId('Class')
const DELAY = attributeId('Acct-Delay-Time')

type Store = ReturnType<typeof openTestStore>
type Told = { readonly text: string; readonly delaySeconds: number | undefined }

/** A delivery whose home server says what `answer` says of each record. */
function openDelivery(store: Store, answer: (text: string) => Telling, restMs = 60_000) {
  const clock = standingClock()
  const told: Told[] = []
  const spool = new SpoolStore(store.database, store.keyring)
  const delivery = new Delivery({
    spool,
    commit: store.commit,
    clock,
    log: silentLog,
    restMs,
    async tell(realm, attributes) {
      assert.is(realm, REALM)
      const packet = packetWith(attributes)
      const text = octetsOf(packet, CLASS)?.toString() ?? ''
      told.push({ text, delaySeconds: integerOf(packet, DELAY) })
      return answer(text)
    },
  })
  const keep = (text: string, changes: Partial<SpoolDraft> = {}) =>
    delivery.keep({
      realm: REALM,
      gateway: 'ben-tau',
      acctSessionId: text.split(' ')[0] ?? '',
      record: layout([['Class', Buffer.from(text)]]),
      delaySeconds: 0,
      receivedAt: clock(),
      ...changes,
    })
  const waiting = () => spool.backlog(REALM).waiting
  return Object.assign(delivery, { clock, told, spool, keepOne: keep, waiting })
}

const texts = (told: readonly Told[]) => told.map(({ text }) => text)

const Deliveries = suite('proxy/delivery')

Deliveries('tells a record once it is on disk, and never again', async () => {
  using store = openTestStore()
  using delivery = openDelivery(store, () => 'told')
  await delivery.keepOne('a start')
  await until(() => delivery.waiting() === 0)
  await delivery.keepOne('a start')
  delivery.resume()
  await delivery.keepOne('b start')
  await until(() => delivery.counts.delivered === 2)
  assert.equal(texts(delivery.told), ['a start', 'b start'])
  assert.is(delivery.waiting(), 0)
})

Deliveries(
  'RFC 2866 §5.2: says how long the record has waited here and at the gateway',
  async () => {
    using store = openTestStore()
    let isUp = false
    using delivery = openDelivery(store, () => (isUp ? 'told' : 'nobody-there'))
    await delivery.keepOne('a start', { delaySeconds: 7 })
    await until(() => delivery.told.length === 1)
    delivery.clock.advance(3600 * SECOND)
    isUp = true
    delivery.resume()
    await until(() => delivery.waiting() === 0)
    assert.equal(
      delivery.told.map(({ delaySeconds }) => delaySeconds),
      [7, 3607],
    )
  },
)

Deliveries('tells the records of a session in their order, whatever others do', async () => {
  using store = openTestStore()
  let isUp = false
  using delivery = openDelivery(store, (text) => {
    if (!isUp) return 'nobody-there'
    return text === 'a start' && delivery.told.length < 10 ? 'unanswered' : 'told'
  })
  for (const word of ['start', 'interim', 'stop']) {
    for (const session of ['a', 'b']) await delivery.keepOne(`${session} ${word}`)
  }
  isUp = true
  delivery.told.length = 0
  delivery.resume()
  await until(() => delivery.waiting() === 3)
  assert.equal(texts(delivery.told).sort(), ['a start', 'b interim', 'b start', 'b stop'])
  assert.equal(
    texts(delivery.told).filter((text) => text.startsWith('b')),
    ['b start', 'b interim', 'b stop'],
  )
})

Deliveries(
  'lets no record that is never acknowledged stand in the way of those behind it',
  async () => {
    using store = openTestStore()
    using delivery = openDelivery(store, (text) =>
      text.startsWith('poison') ? 'unanswered' : 'told',
    )
    for (let n = 0; n < 200; n++) await delivery.keepOne(`poison${n} start`)
    for (let n = 0; n < 200; n++) await delivery.keepOne(`good${n} start`)
    delivery.resume()
    // What is settled can be read before the disk has it, and counts once it has.
    await until(() => delivery.counts.delivered === 200)
    assert.is(delivery.waiting(), 200)
  },
)

Deliveries('stops at the first batch when nobody is there, and goes on after a rest', async () => {
  using store = openTestStore()
  let isUp = false
  using delivery = openDelivery(store, () => (isUp ? 'told' : 'nobody-there'), 5)
  for (let n = 0; n < 200; n++) await delivery.keepOne(`s${n} start`)
  await until(() => delivery.told.length > 0)
  isUp = true
  await until(() => delivery.counts.delivered === 200)
  const first = Map.groupBy(texts(delivery.told), (text) => text)
  assert.is(first.size, 200)
  assert.is(delivery.waiting(), 0)
})

Deliveries('goes on after a restart with what waited', async () => {
  using store = openTestStore()
  {
    using before = openDelivery(store, () => 'nobody-there')
    await before.keepOne('a start')
    await until(() => before.told.length === 1)
  }
  using after = openDelivery(store, () => 'told')
  after.resume()
  await until(() => after.waiting() === 0)
  assert.equal(texts(after.told), ['a start'])
})

Deliveries('gives up after a week, and counts what it gave up', async () => {
  using store = openTestStore()
  using delivery = openDelivery(store, () => 'nobody-there')
  await delivery.keepOne('a start')
  await delivery.tidy()
  assert.is(delivery.counts.givenUp, 0)
  delivery.clock.advance(7 * DAY + 1)
  await delivery.tidy()
  assert.is(delivery.counts.givenUp, 1)
  assert.is(delivery.waiting(), 0)
})

Deliveries.run()
