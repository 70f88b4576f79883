import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Batch, WriteList } from '#src/store/batch.ts'
import { Settler } from '#src/store/settler.ts'
import { openTestStore } from '#test/house.ts'

/** A batch that notes these gateways and settles up to `entry`. */
function batchOf(names: readonly string[], entry: number, after = 0): Batch {
  const list = new WriteList()
  for (const name of names) {
    list.run('INSERT INTO gateway_word (gateway, heard_at) VALUES (?, ?)', name, entry)
  }
  return { writes: list, entry, after, isDurable: false }
}

function open() {
  const store = openTestStore()
  const settler = new Settler(store.database.path)
  const kept = () => store.database.all('SELECT * FROM gateway_word').length
  return {
    ...{ store, settler, kept },
    async [Symbol.asyncDispose]() {
      await settler[Symbol.asyncDispose]()
      store[Symbol.dispose]()
    },
  }
}

const SettlerSuite = suite('store/settler')

SettlerSuite('carries a batch out in another thread, and tells when it is there', async () => {
  await using world = open()
  let isDone = false
  await world.settler.carryOut(batchOf(['a', 'b'], 2), () => {
    isDone = true
  })
  assert.ok(isDone)
  assert.equal([world.kept(), world.store.behind.settledEntry], [2, 2])
})

SettlerSuite('whoever waits is told on the spot, and nobody twice', async () => {
  await using world = open()
  let done = 0
  const carried = world.settler.carryOut(batchOf(['a'], 1), () => done++)
  assert.is(done, 0)
  world.settler.finish()
  assert.equal([done, world.kept()], [1, 1])
  world.settler.finish()
  await carried
  await new Promise(setImmediate)
  assert.is(done, 1)
})

SettlerSuite('a database that refuses is a fault, and has nothing of the batch', async () => {
  await using world = open()
  const broken = batchOf(['a', 'x'], 1)
  await world.settler.carryOut(batchOf(['x'], 0), () => undefined)
  await world.settler
    .carryOut(broken, () => assert.unreachable('it is not done'))
    .then(
      () => assert.unreachable('it was refused'),
      () => undefined,
    )
  assert.is(world.kept(), 1)
})

SettlerSuite('waits for a lock that is held, then gives it up as locked', async () => {
  await using world = open()
  const carried = world.store.database.transaction(() =>
    world.settler.carryOut(batchOf(['a'], 1), () => undefined),
  )
  await carried
  assert.is(world.kept(), 1)
})

SettlerSuite('a batch that is there already is not carried out again', async () => {
  await using world = open()
  const batch = batchOf(['a'], 3)
  await world.settler.carryOut(batch, () => undefined)
  await world.settler.carryOut(batch, () => undefined)
  assert.equal([world.kept(), world.store.behind.settledEntry], [1, 3])
})

SettlerSuite.run()
