import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Fault } from '#src/kernel/fault.ts'
import type { Tell } from '#src/store/batch.ts'
import { Settler } from '#src/store/settler.ts'
import type { Pending } from '#src/store/write-behind.ts'
import { openTestStore } from '#test/house.ts'

/** A list of gateways that changed in memory. */
class Notes implements Pending {
  names: string[] = []

  get isEmpty(): boolean {
    return this.names.length === 0
  }

  leave(): Tell {
    const { names } = this
    this.names = []
    return () =>
      names.map((name) => ['INSERT INTO gateway_word (gateway, heard_at) VALUES (?, 1)', name])
  }
}

function openNotes() {
  const store = openTestStore()
  const notes = new Notes()
  const book = store.journal.book('n', (name) => notes.names.push(name))
  store.behind.follow(store.journal, [notes])
  const kept = () => store.database.all('SELECT * FROM gateway_word').length
  const note = (name: string) => book.write(name, () => notes.names.push(name))
  return { ...store, notes, note, kept, [Symbol.dispose]: () => store[Symbol.dispose]() }
}

function leftToThread({ behind, database }: ReturnType<typeof openNotes>): Settler {
  const settler = new Settler(database.path)
  behind.leaveTo(settler)
  return settler
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

Behind(
  'what another thread takes aside is written once, however soon it is waited for',
  async () => {
    using store = openNotes()
    const settler = leftToThread(store)
    for (const name of ['a', 'b', 'c', 'd']) {
      await store.note(name)
      const aside = store.behind.settleAside()
      await store.note(`${name}2`)
      store.behind.catchUp()
      await aside
    }
    assert.equal([store.kept(), store.behind.settledEntry], [8, 8])
    store.behind.leaveTo(undefined)
    await settler[Symbol.asyncDispose]()
  },
)

Behind('hands over much of it part by part, and whoever cannot wait finishes it', async () => {
  using store = openNotes()
  await using _ = leftToThread(store)
  const note = (round: number) =>
    Promise.all(Array.from({ length: 3000 }, (_, n) => store.note(`${round} ${n}`)))
  await note(1)
  await store.behind.settleAside()
  assert.equal([store.kept(), store.behind.settledEntry], [3000, 3000])

  await note(2)
  const aside = store.behind.settleAside()
  await new Promise(setImmediate)
  await store.note('newer than what is on its way')
  store.behind.catchUp()
  assert.equal([store.kept(), store.behind.settledEntry], [6001, 6001])
  await aside
  await note(3)
  await store.behind.settleAside()
  assert.equal([store.kept(), store.behind.settledEntry], [9001, 9001])
  store.behind.leaveTo(undefined)
})

Behind(
  'what is being handed over is written by whoever is left when the thread is taken away',
  async () => {
    using store = openNotes()
    const settler = leftToThread(store)
    await Promise.all(Array.from({ length: 3000 }, (_, n) => store.note(String(n))))
    const aside = store.behind.settleAside()
    store.behind.leaveTo(undefined)
    await settler[Symbol.asyncDispose]()
    await aside
    assert.is(store.kept(), 0)
    store.behind.settle()
    assert.equal([store.kept(), store.behind.settledEntry], [3000, 3000])
  },
)

Behind('what the other thread was refused is written before anything newer', async () => {
  using store = openNotes()
  const settler = leftToThread(store)
  store.database.script(`CREATE TRIGGER closed BEFORE INSERT ON gateway_word
    BEGIN SELECT raise(ABORT, 'not now'); END`)
  await store.note('a')
  await store.behind.settleAside().then(
    () => assert.unreachable('it was refused'),
    () => undefined,
  )
  await store.note('b')
  store.database.script('DROP TRIGGER closed')
  store.behind.catchUp()
  const kept = store.database.all<{ gateway: string }>('SELECT gateway FROM gateway_word')
  assert.equal(
    kept.map(({ gateway }) => gateway),
    ['a', 'b'],
  )
  assert.is(store.behind.settledEntry, 2)
  store.behind.leaveTo(undefined)
  await settler[Symbol.asyncDispose]()
})

Behind('goes on by itself when the other thread has died', async () => {
  using store = openNotes()
  await using settler = new Settler(join(store.folder, 'nowhere', 'x.sqlite'))
  store.behind.leaveTo(settler)
  await store.note('a')
  await store.behind.settleAside().then(
    () => assert.unreachable('nobody was there'),
    () => undefined,
  )
  await store.behind.settleAside()
  assert.equal([store.kept(), store.behind.settledEntry], [1, 1])
})

Behind.run()
