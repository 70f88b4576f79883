import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { Fault } from '#src/kernel/fault.ts'
import { Collection } from '#src/store/collection.ts'
import { Database } from '#src/store/database.ts'
import { openTestStore } from '#test/house.ts'

const schema = v.object({ id: v.string(), colour: v.picklist(['red', 'green']) })
type Shop = v.InferOutput<typeof schema>
type Store = ReturnType<typeof openTestStore>

const open = ({ folder, database }: Pick<Store, 'folder' | 'database'>) =>
  new Collection<Shop>(folder, 'shops', schema, database)
const put = (shops: Collection<Shop>, row: Shop) =>
  shops.update(row.id, () => ({ row, value: true }))
const fileOf = ({ folder }: Store) => join(folder, 'shops.json')

const Rows = suite('store/collection')

Rows('remembers rows across a restart', () => {
  using store = openTestStore()
  put(open(store), { id: 'a', colour: 'red' })

  assert.equal(open(store).all(), [{ id: 'a', colour: 'red' }])
})

Rows('sees what another process wrote, and writes on top of it', () => {
  using store = openTestStore()
  using elsewhere = new Database(store.database.path)
  const [here, there] = [open(store), open({ folder: store.folder, database: elsewhere })]

  put(there, { id: 'a', colour: 'red' })
  assert.is(here.find('a'), undefined)
  assert.ok(here.refresh())
  assert.is(here.find('a')?.colour, 'red')

  put(there, { id: 'b', colour: 'green' })
  put(here, { id: 'c', colour: 'red' })
  assert.equal(
    here.all().map(({ id }) => id),
    ['a', 'b', 'c'],
  )
})

Rows('removes, and leaves alone, as the change decides', () => {
  using store = openTestStore()
  const shops = open(store)
  put(shops, { id: 'a', colour: 'red' })
  shops.update('a', () => ({ value: undefined }))
  assert.is(shops.all().length, 1)
  shops.update('a', () => ({ row: null, value: undefined }))
  assert.is(open(store).all().length, 0)
})

Rows('refuses a row that does not fit, and keeps the old ones', () => {
  using store = openTestStore()
  const shops = open(store)
  put(shops, { id: 'a', colour: 'red' })
  assert.throws(() => put(shops, { id: 'b', colour: 'blue' as 'red' }))
  assert.equal(open(store).all(), [{ id: 'a', colour: 'red' }])
})

Rows('never takes a cut file for an empty one, wherever it is cut', () => {
  using store = openTestStore()
  put(open(store), { id: 'a', colour: 'red' })
  const whole = readFileSync(fileOf(store), 'utf8')

  for (let length = 0; length < whole.length - 1; length += 7) {
    writeFileSync(fileOf(store), whole)
    truncateSync(fileOf(store), length)
    assert.throws(() => open(store), isCorrupt)
  }
})

Rows('names the file and the field of a row that does not fit', () => {
  using store = openTestStore()
  const loose = v.object({ id: v.string(), colour: v.string() })
  const writer = new Collection(store.folder, 'shops', loose, store.database)
  writer.update('a', () => ({ row: { id: 'a', colour: 'mauve' }, value: undefined }))

  assert.throws(() => open(store), /shops\.json: rows\[0\]\.colour: /)
})

Rows('repeats nothing of what stands in a field, which may be a secret', () => {
  using store = openTestStore()
  const loose = v.object({ id: v.string(), colour: v.string() })
  const writer = new Collection(store.folder, 'shops', loose, store.database)
  writer.update('a', () => ({ row: { id: 'a', colour: 'hunter2 received' }, value: undefined }))

  for (const strict of [v.picklist(['red']), v.pipe(v.string(), v.base64()), v.number()]) {
    const typed = v.object({ id: v.string(), colour: strict as v.GenericSchema<unknown, string> })
    const reading = () => new Collection(store.folder, 'shops', typed, store.database)
    assert.throws(reading, (error: Fault) => !error.message.includes('hunter2'))
  }
})

Rows('refuses a file that vanished or was put back from an older day', () => {
  using store = openTestStore()
  const shops = open(store)
  put(shops, { id: 'a', colour: 'red' })
  const older = readFileSync(fileOf(store), 'utf8')
  put(shops, { id: 'b', colour: 'red' })

  writeFileSync(fileOf(store), older)
  assert.throws(() => open(store), /is older than .*; `phu-song document accept shops`/)
  rmSync(fileOf(store))
  assert.throws(
    () => open(store),
    /is missing; copy \S+shops\.json\.1 over it, then `phu-song document accept shops`/,
  )
})

Rows('goes back to what it was when the transaction round a change fails', () => {
  using store = openTestStore()
  const shops = open(store)
  put(shops, { id: 'a', colour: 'red' })
  const failing = () =>
    store.database.transaction(() => {
      put(shops, { id: 'a', colour: 'green' })
      put(shops, { id: 'b', colour: 'green' })
      throw new Error('the trail could not be written')
    })

  assert.throws(failing, 'the trail')
  assert.equal(shops.all(), [{ id: 'a', colour: 'red' }])
  assert.equal(open(store).all(), [{ id: 'a', colour: 'red' }])
})

Rows('never gives two contents one generation, though a writer is killed before its commit', () => {
  using store = openTestStore()
  const [killed, writer] = [open(store), open(store)]
  put(writer, { id: 'a', colour: 'red' })
  put(killed, { id: 'b', colour: 'red' })
  store.database.run('UPDATE document SET generation = 1')

  const reader = open(store)
  put(writer, { id: 'c', colour: 'red' })
  reader.refresh()
  assert.equal(reader.all(), writer.all())
})

Rows('keeps the generations before', () => {
  using store = openTestStore()
  const shops = open(store)
  put(shops, { id: 'a', colour: 'red' })
  put(shops, { id: 'b', colour: 'green' })

  assert.is(JSON.parse(readFileSync(`${fileOf(store)}.1`, 'utf8')).rows.length, 1)
})

Rows('takes no prototype from a file', () => {
  using store = openTestStore()
  const loose = v.looseObject({ id: v.string() })
  const shops = new Collection(store.folder, 'shops', loose, store.database)
  shops.update('a', () => ({
    row: JSON.parse('{"id":"a","__proto__":{"isAdmin":true}}'),
    value: 0,
  }))

  assert.is((Object.assign({}, shops.find('a')) as { isAdmin?: boolean }).isAdmin, undefined)
})

function isCorrupt(error: unknown): boolean {
  return (
    error instanceof Fault && error.code === 'store/corrupt' && /shops\.json/.test(error.message)
  )
}

Rows.run()
