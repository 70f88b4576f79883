import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { backUp, DATABASE_FILE } from '#src/store/backup.ts'
import { Collection } from '#src/store/collection.ts'
import { Database } from '#src/store/database.ts'
import { openTestStore } from '#test/house.ts'

const schema = v.object({ id: v.string() })

const Backup = suite('store/backup')

Backup('puts back what was there, documents and events', () => {
  using store = openTestStore()
  const shops = new Collection(store.folder, 'shops', schema, store.database)
  shops.update('a', () => ({ row: { id: 'a' }, value: undefined }))
  const target = join(store.folder, 'copy')
  assert.equal(backUp(store.database, store.folder, target), [DATABASE_FILE, 'shops.json'])

  shops.update('b', () => ({ row: { id: 'b' }, value: undefined }))
  using restored = new Database(join(target, DATABASE_FILE))
  assert.equal(new Collection(target, 'shops', schema, restored).all(), [{ id: 'a' }])
})

Backup('never writes over an older backup', () => {
  using store = openTestStore()
  const target = join(store.folder, 'copy')
  backUp(store.database, store.folder, target)
  assert.throws(() => backUp(store.database, store.folder, target), /exists already/)
  assert.ok(existsSync(join(target, DATABASE_FILE)))
})

Backup.run()
