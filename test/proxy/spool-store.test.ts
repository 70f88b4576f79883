import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type SpoolDraft, SpoolStore } from '#src/proxy/spool-store.ts'
import { openTestStore } from '#test/house.ts'

type Store = ReturnType<typeof openTestStore>

const draft = (text: string, changes: Partial<SpoolDraft> = {}): SpoolDraft => ({
  realm: 'agency.gov.vn',
  gateway: 'ben-tau',
  acctSessionId: '8100001',
  record: Buffer.from(text),
  delaySeconds: 0,
  receivedAt: 1000,
  ...changes,
})

const open = (store: Store) => new SpoolStore(store.database, store.keyring)
const keep = (spool: SpoolStore, one: SpoolDraft, knownSince = 0) => spool.keep(one, knownSince)()
const texts = (spool: SpoolStore, after = 0, limit = 10) =>
  spool.waiting('agency.gov.vn', after, limit).map(({ record }) => record.toString())

const Spool = suite('proxy/spool-store')

Spool('gives back what it kept, realm by realm and in order, also after a restart', () => {
  using store = openTestStore()
  const spool = open(store)
  for (const text of ['start', 'interim', 'stop']) assert.ok(keep(spool, draft(text)))
  keep(spool, draft('other', { realm: 'school.edu.vn' }))

  const again = open(store)
  assert.equal(texts(again), ['start', 'interim', 'stop'])
  const [first] = again.waiting('agency.gov.vn', 0, 1)
  assert.equal(texts(again, first?.id), ['interim', 'stop'])
  assert.equal(again.realms().sort(), ['agency.gov.vn', 'school.edu.vn'])
  assert.equal(again.backlog('agency.gov.vn'), { waiting: 3, oldestAt: 1000 })
})

Spool(
  'keeps a record once that its gateway repeats, and again one that is as old as another session',
  () => {
    using store = openTestStore()
    const spool = open(store)
    assert.ok(keep(spool, draft('start')))
    assert.not.ok(keep(spool, draft('start', { receivedAt: 2000 }), 500))
    assert.ok(keep(spool, draft('start', { receivedAt: 9000 }), 2000))
    assert.ok(keep(spool, draft('start', { gateway: 'another' })))
  },
)

Spool('keeps no name and no address in the clear', () => {
  using store = openTestStore()
  const spool = open(store)
  keep(spool, draft('lan@agency.gov.vn'))
  const [row] = store.database.all('SELECT * FROM upstream_record')
  const octets = Object.values(row ?? {}).map((value) =>
    Buffer.from(value instanceof Uint8Array ? value : String(value)),
  )
  assert.not.ok(octets.some((value) => value.includes('lan@')))
  assert.not.ok(octets.some((value) => value.includes('8100001')))
})

Spool('forgets what was acknowledged, not before its gateway has stopped repeating it', () => {
  using store = openTestStore()
  const spool = open(store)
  keep(spool, draft('start'))
  const [waiting] = spool.waiting('agency.gov.vn', 0, 1)
  spool.settle(waiting?.id ?? 0, 2000)
  assert.equal(texts(spool), [])
  spool.pruneSettled(2000)
  assert.not.ok(keep(spool, draft('start')))
  spool.pruneSettled(2001)
  assert.ok(keep(spool, draft('start')))
})

Spool('gives up what is too old, and of too many the oldest', () => {
  using store = openTestStore()
  const spool = open(store)
  for (const n of [1, 2, 3, 4, 5]) keep(spool, draft(`${n}`, { receivedAt: n }))
  keep(spool, draft('other', { realm: 'school.edu.vn', receivedAt: 1 }))
  assert.is(spool.giveUp('agency.gov.vn', 3, 100), 2)
  assert.equal(texts(spool), ['3', '4', '5'])
  assert.is(spool.giveUp('agency.gov.vn', 0, 2), 1)
  assert.equal(texts(spool), ['4', '5'])
  assert.is(spool.backlog('school.edu.vn').waiting, 1)
})

Spool.run()
