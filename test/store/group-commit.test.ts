import { setTimeout as wait } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '#src/kernel/fault.ts'
import { Database } from '#src/store/database.ts'
import { GroupCommit } from '#src/store/group-commit.ts'
import { openTestStore } from '#test/house.ts'

const Commits = suite('store/group-commit')

/** Nothing is ever under way in another thread. */
const ALONE = { landing: async () => undefined }

const note = (database: Database, actor: string) =>
  database.run(
    `INSERT INTO audit (at, actor, action, subject, detail, hash) VALUES (0, ?, '', '', '{}', x'')`,
    actor,
  ).id

Commits('resolves only what another connection can read', async () => {
  using store = openTestStore()
  using witness = new Database(store.database.path)
  const count = () => witness.get<{ n: number }>('SELECT count(*) AS n FROM audit')?.n

  const writes = Array.from({ length: 50 }, (_, i) =>
    store.commit.run(() => note(store.database, `a${i}`)).then(() => count()),
  )

  assert.is(count(), 0)
  assert.equal(await Promise.all(writes), Array(50).fill(50))
})

Commits('does not let one poisoned write cost its neighbours theirs', async () => {
  using store = openTestStore()
  const settled = await Promise.allSettled([
    store.commit.run(() => note(store.database, 'first')),
    store.commit.run(() => {
      note(store.database, 'half done')
      throw new Error('poison')
    }),
    store.commit.run(() => note(store.database, 'last')),
  ])

  assert.equal(
    settled.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
  const actors = store.database.all<{ actor: string }>('SELECT actor FROM audit ORDER BY seq')
  assert.equal(
    actors.map(({ actor }) => actor),
    ['first', 'last'],
  )
})

Commits('goes on after the database refused', async () => {
  using store = openTestStore()
  const lost = store.commit.run(() => store.database.run('INSERT INTO nowhere VALUES (1)'))
  await lost.then(
    () => assert.unreachable(),
    () => undefined,
  )

  assert.type(await store.commit.run(() => note(store.database, 'after')), 'number')
})

Commits('waits for another process once, not once for each of the batch', async () => {
  let waits = 0
  const lazily = () => {
    waits++
    throw new Fault('store/locked', { says: 'held by another process' })
  }
  const commit = new GroupCommit({ lazily } as unknown as Database, ALONE)

  const settled = await Promise.allSettled([1, 2, 3].map((n) => commit.run(() => n)))
  assert.equal(
    settled.map(({ status }) => status),
    ['rejected', 'rejected', 'rejected'],
  )
  assert.is(waits, 1)
})

Commits('begins nothing while the other thread writes, and then all at once', async () => {
  using store = openTestStore()
  const landed = Promise.withResolvers<void>()
  const commit = new GroupCommit(store.database, { landing: () => landed.promise })
  const ran: string[] = []
  const first = commit.run(() => ran.push('first'))
  await wait(5)
  const second = commit.run(() => ran.push('second'))
  await wait(5)
  assert.equal(ran, [])

  landed.resolve()
  await Promise.all([first, second])
  assert.equal(ran, ['first', 'second'])
})

Commits('what comes while the disk is waited for shares the next commit', async () => {
  const synced = Promise.withResolvers<void>()
  const batches: number[] = []
  const database = {
    lazily: (work: () => unknown[]) => {
      const values = work()
      batches.push(values.length)
      return values
    },
    synced: () => synced.promise,
  }
  const commit = new GroupCommit(database as unknown as Database, ALONE)
  const told: number[] = []
  const runs = [1, 2].map((n) => commit.run(() => n).then((value) => told.push(value)))
  await wait(5)
  runs.push(...[3, 4, 5].map((n) => commit.run(() => n).then((value) => told.push(value))))
  await wait(5)
  assert.equal([batches, told], [[2], []], 'nobody is told before the disk has it')

  synced.resolve()
  await Promise.all(runs)
  assert.equal(
    [batches, told],
    [
      [2, 3],
      [1, 2, 3, 4, 5],
    ],
  )
})

Commits('tells everybody when the disk did not sync, and goes on', async () => {
  using store = openTestStore()
  let isBroken = true
  const database = {
    lazily: (work: () => unknown) => store.database.lazily(work),
    synced: async () => {
      if (isBroken) throw new Fault('store/full', { says: 'the disk refused' })
    },
  }
  const commit = new GroupCommit(database as unknown as Database, ALONE)
  const settled = await Promise.allSettled([1, 2].map((n) => commit.run(() => n)))
  assert.equal(
    settled.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  isBroken = false
  assert.is(await commit.run(() => 3), 3)
})

Commits.run()
