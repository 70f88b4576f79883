import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { adopt, offerOf, standingOf } from '#src/store/acceptance.ts'
import { Collection } from '#src/store/collection.ts'
import { Database } from '#src/store/database.ts'
import { openTestStore } from '#test/house.ts'

const schema = v.object({
  id: v.string(),
  colour: v.string(),
  owner: v.object({ pin: v.string() }),
})
type Shop = v.InferOutput<typeof schema>

const shop = (id: string, colour = 'red'): Shop => ({ id, colour, owner: { pin: 'hunter2' } })

/** A document of shops `a` and `b` in generations 1 and 2, and what may be done to its file. */
function openShops() {
  const store = openTestStore()
  const { folder, database } = store
  const kind = { folder, name: 'shops', schema }
  const path = join(folder, 'shops.json')
  const open = (through = database) => new Collection<Shop>(folder, 'shops', schema, through)
  const put = (row: Shop, shops = open()) => shops.update(row.id, () => ({ row, value: true }))
  put(shop('a'))
  put(shop('b'))
  return {
    ...store,
    kind,
    path,
    open,
    put,
    edit(from: string, to: string) {
      writeFileSync(path, readFileSync(path, 'utf8').replace(from, to))
    },
    accept: (through = database) => through.transaction(() => adopt(kind, offerOf(kind), through)),
    state: () => standingOf(kind, database).state,
  }
}

const Accepting = suite('store/acceptance')

Accepting('tells a good document from an edited, an older and a damaged one', () => {
  using shops = openShops()
  const good = standingOf(shops.kind, shops.database)
  assert.equal(good, { name: 'shops', generation: 2, rows: 2, state: 'good' })

  const whole = readFileSync(shops.path, 'utf8')
  shops.edit('"red"', '"blue"')
  assert.is(shops.state(), 'edited')
  writeFileSync(shops.path, readFileSync(`${shops.path}.1`))
  const older = standingOf(shops.kind, shops.database)
  assert.equal([older.state, older.generation, older.rows], ['older', 1, 1])
  writeFileSync(shops.path, whole.slice(0, -9))
  const damaged = standingOf(shops.kind, shops.database)
  assert.equal([damaged.state, damaged.generation, damaged.rows], ['damaged', null, null])
  assert.match(damaged.wrong?.fix ?? '', 'shops.json.1 over it')
  rmSync(shops.path)
  assert.is(shops.state(), 'damaged')
})

Accepting('offers what would change by id and field, compared with what was whole last', () => {
  using shops = openShops()
  shops.put(shop('c'))
  const { generation, rows } = JSON.parse(readFileSync(shops.path, 'utf8'))
  rows[0].owner.pin = 'hunter3'
  rows[1].id = 'd'
  writeFileSync(shops.path, JSON.stringify({ generation, rows }))

  const { rows: offered, ...offer } = offerOf(shops.kind)
  assert.is(offered.length, 3)
  assert.equal(offer, {
    against: 'shops.json.1',
    added: ['d', 'c'],
    removed: ['b'],
    changed: [{ id: 'a', fields: ['owner'] }],
  })
  assert.not.match(JSON.stringify(offer), 'hunter')
})

Accepting('makes the edited rows the next generation, which others adopt', () => {
  using shops = openShops()
  using elsewhere = new Database(shops.database.path)
  const reader = shops.open(elsewhere)
  const before = readFileSync(`${shops.path}.1`, 'utf8')
  shops.edit('"red"', '"blue"')

  assert.is(shops.accept(), 3)
  assert.ok(reader.refresh())
  assert.equal([reader.generation, reader.find('a')?.colour], [3, 'blue'])
  assert.is(shops.state(), 'good')
  assert.is(readFileSync(`${shops.path}.1`, 'utf8'), before, 'an older generation was pushed out')
})

Accepting('refuses a cut file, and takes the generation before it in its place', () => {
  using shops = openShops()
  truncateSync(shops.path, 40)
  assert.throws(() => shops.accept(), /shops\.json is not a document, or is cut short; copy/)
  rmSync(shops.path)
  assert.throws(() => shops.accept(), /shops\.json is missing; copy/)

  writeFileSync(shops.path, readFileSync(`${shops.path}.1`))
  assert.is(shops.accept(), 3)
  assert.equal(shops.open().all(), [shop('a')])
})

Accepting('names a row that does not fit, and changes nothing', () => {
  const errors = [
    ['"red"', '7', /shops\.json: rows\[0\]\.colour: Invalid type: Expected string; correct it/],
    ['"red"', '"red", "color": "blue"', /rows\[0\]\.color: there is no such field; correct/],
    ['"pin"', '"pin": "1", "pni"', /rows\[0\]\.owner\.pni: there is no such field/],
    ['"id": "b"', '"id": "a"', /rows\[1\]\.id: there is another a above it/],
  ] as const
  for (const [from, to, says] of errors) {
    using shops = openShops()
    shops.edit(from, to)
    const text = readFileSync(shops.path, 'utf8')
    assert.throws(() => shops.accept(), says)
    assert.is(readFileSync(shops.path, 'utf8'), text)
    assert.is(existsSync(`${shops.path}.new`), false)
    assert.is(shops.state(), 'edited')
  }
})

Accepting('gives no generation that a killed writer has shown, nor one somebody typed', () => {
  using shops = openShops()
  shops.put(shop('c'))
  shops.database.run('UPDATE document SET generation = 2')
  const reader = shops.open()
  shops.edit('"red"', '"blue"')
  assert.is(shops.accept(), 4)
  assert.ok(reader.refresh())

  for (const typed of ['9007199254740991', '1e300', '-7', '"four"', 'null']) {
    shops.edit(
      /"generation": .*(?=,)/.exec(readFileSync(shops.path, 'utf8'))?.[0] ?? '',
      `"generation": ${typed}`,
    )
    const next = shops.accept()
    assert.ok(reader.refresh(), typed)
    assert.is(reader.generation, next)
    assert.is(shops.state(), 'good')
  }
})

Accepting('puts the file back as it was when the transaction round it fails', () => {
  using shops = openShops()
  shops.edit('"red"', '"blue"')
  const text = readFileSync(shops.path, 'utf8')
  const failing = () =>
    shops.database.transaction(() => {
      shops.accept()
      throw new Error('the trail could not be written')
    })
  assert.throws(failing, 'the trail')
  assert.is(readFileSync(shops.path, 'utf8'), text)
  assert.is(shops.accept(), 3)
})

Accepting('refuses a writer until it is accepted, and then loses nothing either wrote', () => {
  using shops = openShops()
  using elsewhere = new Database(shops.database.path)
  const writer = shops.open(elsewhere)
  shops.edit('"red"', '"blue"')
  assert.throws(() => shops.put(shop('c'), writer), /was changed outside .*document accept shops/)

  shops.accept()
  shops.put(shop('c'), writer)
  assert.equal(
    shops
      .open()
      .all()
      .map(({ id, colour }) => `${id} ${colour}`),
    ['a blue', 'b red', 'c red'],
  )
  assert.is(shops.open().generation, 4)
})

Accepting.run()
