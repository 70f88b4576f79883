import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Fault } from '#src/kernel/fault.ts'
import type { Database } from '#src/store/database.ts'
import type { Pending } from '#src/store/write-behind.ts'
import { openTestStore } from '#test/house.ts'

/** A list of gateways that changed in memory. */
class Notes implements Pending {
  readonly names: string[] = []
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  get isEmpty(): boolean {
    return this.names.length === 0
  }

  write(): void {
    for (const name of this.names) {
      this.#database.run('INSERT INTO gateway_word (gateway, heard_at) VALUES (?, 1)', name)
    }
  }

  written(): void {
    this.names.length = 0
  }
}

function openNotes() {
  const store = openTestStore()
  const notes = new Notes(store.database)
  const book = store.journal.book('n', (name) => notes.names.push(name))
  store.behind.follow(store.journal, [notes])
  const kept = () => store.database.all('SELECT * FROM gateway_word').length
  const note = (name: string) => book.write(name, () => notes.names.push(name))
  return { ...store, notes, note, kept, [Symbol.dispose]: () => store[Symbol.dispose]() }
}

const Behind = suite('store/write-behind')

Behind('writes what is pending together with how far the journal is settled', async () => {
  using store = openNotes()
  await Promise.all(['a', 'b', 'c'].map(store.note))
  assert.equal([store.kept(), store.behind.settledEntry], [0, 0])
  store.behind.settle()
  assert.equal([store.kept(), store.behind.settledEntry], [3, 3])
  assert.ok(store.notes.isEmpty)
})

Behind(
  'keeps everything pending when the database refuses, and the journal unsettled',
  async () => {
    using store = openNotes()
    await store.note('a')
    store.database.script('PRAGMA max_page_count = 1')
    await store.note('x'.repeat(100_000))
    assert.throws(
      () => store.behind.settle(),
      (error: Fault) => error.code === 'store/full',
    )
    assert.equal([store.kept(), store.behind.settledEntry], [0, 0])
    store.behind.catchUp()

    store.database.script('PRAGMA max_page_count = 1000000')
    store.behind.catchUp()
    assert.equal([store.kept(), store.behind.settledEntry], [2, 2])
  },
)

Behind('never joins a transaction that may fail', async () => {
  using store = openNotes()
  await store.note('a')
  assert.throws(() =>
    store.database.transaction(() => {
      store.behind.catchUp()
      throw new Error('undone')
    }),
  )
  assert.is(store.kept(), 0)
  store.behind.catchUp()
  assert.is(store.kept(), 1)
})

Behind.run()
