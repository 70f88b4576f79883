import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { SECOND } from '#src/kernel/clock.ts'
import { Collection } from '#src/store/collection.ts'
import { Database } from '#src/store/database.ts'
import { Derived } from '#src/store/derived.ts'
import { openTestStore, standingClock } from '#test/house.ts'

const schema = v.object({ id: v.string(), colour: v.picklist(['red', 'green']) })
type Shop = v.InferOutput<typeof schema>
type Store = Pick<ReturnType<typeof openTestStore>, 'folder' | 'database'>

const open = ({ folder, database }: Store) => new Collection(folder, 'shops', schema, database)
const put = (shops: Collection<Shop>, row: Shop) =>
  shops.update(row.id, () => ({ row, value: true }))
const remove = (shops: Collection<Shop>, id: string) =>
  shops.update(id, () => ({ row: null, value: true }))
const colours = (rows: readonly Shop[]) => new Map(rows.map(({ id, colour }) => [id, colour]))

/** Rows of which one is known and no other process adds any, counting how often somebody asks. */
function askedRows() {
  let looks = 0
  const rows = {
    generation: 1,
    all: (): Shop[] => [{ id: 'known', colour: 'red' }],
    refresh() {
      looks++
      return false
    },
  }
  return { rows: rows as unknown as Collection<Shop>, looks: () => looks }
}

/** Looks one name up, as often as a flood of packets would. */
function flood(derived: Derived<Shop, ReadonlyMap<string, string>>, name: string, times = 150) {
  for (let i = 0; i < times; i++) derived.find((shops) => shops.get(name))
}

const Views = suite('store/derived')

Views('follows what is added, changed and removed here', () => {
  using store = openTestStore()
  const shops = open(store)
  put(shops, { id: 'a', colour: 'red' })
  const derived = new Derived(shops, colours, standingClock())
  assert.equal([...derived.view], [['a', 'red']])

  put(shops, { id: 'a', colour: 'green' })
  put(shops, { id: 'b', colour: 'red' })
  assert.equal(Object.fromEntries(derived.view), { a: 'green', b: 'red' })
  remove(shops, 'a')
  assert.equal([...derived.view], [['b', 'red']])
})

Views('goes back with its rows when the transaction round a change fails', () => {
  using store = openTestStore()
  const shops = open(store)
  const derived = new Derived(shops, colours, standingClock())
  const failing = () =>
    store.database.transaction(() => {
      put(shops, { id: 'a', colour: 'red' })
      assert.ok(derived.view.has('a'))
      throw new Error('the trail could not be written')
    })

  assert.throws(failing, 'the trail')
  assert.is(derived.view.size, 0)
})

Views('is made once for each change, however often it is read', () => {
  using store = openTestStore()
  const shops = open(store)
  let made = 0
  const derived = new Derived(shops, () => ++made, standingClock())

  assert.equal([derived.view, derived.view, derived.find(() => undefined)], [1, 1, undefined])
  assert.is(made, 1)
  put(shops, { id: 'a', colour: 'red' })
  assert.equal([derived.view, derived.view], [2, 2])
})

Views('is made again when making it failed, and never stays the older one', () => {
  using store = openTestStore()
  const shops = open(store)
  const strict = (rows: readonly Shop[]) => {
    if (rows.length > 0) throw new Error('does not open')
    return rows
  }
  const derived = new Derived(shops, strict, standingClock())
  put(shops, { id: 'a', colour: 'red' })

  assert.throws(() => derived.view, 'does not open')
  assert.throws(() => derived.view, 'does not open')
})

Views('finds a row that another process added, which its view alone does not see', () => {
  using store = openTestStore()
  using elsewhere = new Database(store.database.path)
  const there = open({ folder: store.folder, database: elsewhere })
  const derived = new Derived(open(store), colours, standingClock())

  put(there, { id: 'a', colour: 'red' })
  assert.not.ok(derived.view.has('a'))
  assert.is(
    derived.find((shops) => shops.get('a')),
    'red',
  )
  assert.ok(derived.view.has('a'))
})

Views('looks for unknown names a hundred times a second, and again in the next', () => {
  const { rows, looks } = askedRows()
  const clock = standingClock()
  const derived = new Derived(rows, colours, clock)

  flood(derived, 'unknown', 99)
  assert.is(looks(), 99)
  flood(derived, 'unknown')
  clock.advance(SECOND - 1)
  flood(derived, 'unknown')
  assert.is(looks(), 100)
  clock.advance(1)
  flood(derived, 'unknown')
  assert.is(looks(), 200)
})

Views('finds what it knows without a look, also past the last one', () => {
  const { rows, looks } = askedRows()
  const derived = new Derived(rows, colours, standingClock())

  flood(derived, 'known')
  assert.is(looks(), 0)
  flood(derived, 'unknown')
  assert.is(
    derived.find((shops) => shops.get('known')),
    'red',
  )
})

Views.run()
