import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '#src/kernel/fault.ts'
import { Database } from '#src/store/database.ts'
import { migrate } from '#src/store/migrate.ts'
import { openTestStore, temporaryFolder } from '#test/house.ts'

const Databases = suite('store/database')

Databases('undoes everything when the work throws', () => {
  using store = openTestStore()
  const failing = () =>
    store.database.transaction(() => {
      store.database.run(`INSERT INTO document VALUES ('x', 1)`)
      throw new Error('no')
    })

  assert.throws(failing, 'no')
  assert.is(store.database.get(`SELECT * FROM document`), undefined)
})

Databases('joins a transaction that is already running', () => {
  using store = openTestStore()
  const nested = () =>
    store.database.transaction(() => {
      store.database.transaction(() => store.database.run(`INSERT INTO document VALUES ('x', 1)`))
      throw new Error('outer')
    })

  assert.throws(nested, 'outer')
  assert.is(store.database.get(`SELECT * FROM document`), undefined)
})

Databases('reads one snapshot while another process writes', () => {
  using store = openTestStore()
  using other = new Database(store.database.path)
  const count = () => store.database.all('SELECT * FROM document').length
  const seen = store.database.snapshot(() => {
    const before = count()
    other.run(`INSERT INTO document VALUES ('x', 1)`)
    return [before, count()]
  })
  assert.equal(seen, [0, 0])
  assert.is(count(), 1)
  assert.throws(() => store.database.snapshot(() => store.database.transaction(count)), /snapshot/)
  assert.is(
    store.database.transaction(() => store.database.snapshot(count)),
    1,
  )
})

Databases('tells when the disk holds what was committed, and when it cannot', async () => {
  const store = openTestStore()
  store.database.lazily(() => store.database.run(`INSERT INTO document VALUES ('x', 1)`))
  await store.database.synced()
  await store.database.synced()
  store[Symbol.dispose]()
  const refused = await store.database.synced().catch((error: unknown) => error)
  assert.instance(refused, Fault)
  assert.match((refused as Fault).message, /there is no such file/)
})

Databases('is made once and left alone after', () => {
  using store = openTestStore()
  migrate(store.database)
  store.database.run(`UPDATE migration SET sha256 = 'other'`)
  assert.throws(() => migrate(store.database), /differs from the one this database ran/)
  store.database.run(`UPDATE migration SET file = '9999-future.sql' WHERE file LIKE '0001%'`)
  assert.throws(() => migrate(store.database), /made by a newer program/)
})

Databases('says which file is not a database', () => {
  using folder = temporaryFolder()
  assert.throws(
    () => new Database(folder.path),
    (error: unknown) => error instanceof Fault && error.message.includes(folder.path),
  )
})

Databases('keeps numbers whole to nine quadrillion octets', () => {
  using store = openTestStore()
  store.database.run(`INSERT INTO document VALUES ('big', ?)`, Number.MAX_SAFE_INTEGER)
  const row = store.database.get<{ generation: number }>(`SELECT generation FROM document`)
  assert.is(row?.generation, Number.MAX_SAFE_INTEGER)
})

Databases('gives back what a long copy made its log grow to', () => {
  using store = openTestStore()
  const limit = store.database.get('PRAGMA journal_size_limit')
  assert.equal({ ...limit }, { journal_size_limit: 64 * 1024 * 1024 })
})

Databases('is made once by two processes that start at the same time', () => {
  using folder = temporaryFolder()
  const path = `${folder.path}/new.sqlite`
  using first = new Database(path)
  using second = new Database(path)
  const begin = second.transaction.bind(second)
  second.transaction = (work) => {
    migrate(first)
    return begin(work)
  }
  migrate(second)
  assert.is(
    second.all('SELECT file FROM migration').length,
    first.all('SELECT * FROM migration').length,
  )
})

Databases.run()
