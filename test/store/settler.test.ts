import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Batch, Parts } from '#src/store/batch.ts'
import { Settler } from '#src/store/settler.ts'
import { openTestStore } from '#test/house.ts'

const NOTE = 'INSERT INTO gateway_word (gateway, heard_at) VALUES (?, ?)'

/** A batch that notes these gateways and settles up to `entry`. */
function batchOf(names: readonly string[], entry: number, after = 0): Batch {
  const parts = new Parts(() => names.map((name) => [NOTE, name, entry]))
  return { parts, entry, after, isDurable: false }
}

function carryOut(settler: Settler, batch: Batch, onDone: () => void): Promise<void> {
  const { parts, ...order } = batch
  const ordering = settler.order()
  for (const part of parts) ordering.hand(part)
  return ordering.carryOut(order, onDone)
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
  await carryOut(world.settler, batchOf(['a', 'b'], 2), () => {
    isDone = true
  })
  assert.ok(isDone)
  assert.equal([world.kept(), world.store.behind.settledEntry], [2, 2])
})

SettlerSuite('whoever waits is told on the spot, and nobody twice', async () => {
  await using world = open()
  let done = 0
  const carried = carryOut(world.settler, batchOf(['a'], 1), () => done++)
  assert.is(done, 0)
  world.settler.finish()
  assert.equal([done, world.kept()], [1, 1])
  world.settler.finish()
  await carried
  await new Promise(setImmediate)
  assert.is(done, 1)
})

SettlerSuite('tells when nothing is under way any more, whatever became of it', async () => {
  await using world = open()
  await world.settler.finished()
  const happened: string[] = []
  const carried = carryOut(world.settler, batchOf(['a'], 1), () => happened.push('done'))
  void world.settler.finished().then(() => happened.push('finished'))
  await carried
  await new Promise(setImmediate)
  assert.equal(happened, ['done', 'finished'])

  const refused = carryOut(world.settler, batchOf(['a'], 2, 1), () => undefined)
  const said = refused.catch((error: Error) => error.constructor.name)
  await world.settler.finished()
  assert.equal([typeof (await said), world.kept()], ['string', 1])
})

SettlerSuite('a database that refuses is a fault, and has nothing of the batch', async () => {
  await using world = open()
  const broken = batchOf(['a', 'x'], 1)
  await carryOut(world.settler, batchOf(['x'], 0), () => undefined)
  await carryOut(world.settler, broken, () => assert.unreachable('it is not done')).then(
    () => assert.unreachable('it was refused'),
    () => undefined,
  )
  assert.is(world.kept(), 1)
})

SettlerSuite('waits for a lock that is held, then gives it up as locked', async () => {
  await using world = open()
  const carried = world.store.database.transaction(() =>
    carryOut(world.settler, batchOf(['a'], 1), () => undefined),
  )
  await carried
  assert.is(world.kept(), 1)
})

SettlerSuite('a batch that is there already is not carried out again', async () => {
  await using world = open()
  const batch = batchOf(['a'], 3)
  await carryOut(world.settler, batch, () => undefined)
  await carryOut(world.settler, batch, () => undefined)
  assert.equal([world.kept(), world.store.behind.settledEntry], [1, 3])
})

SettlerSuite('what was handed over for an order that was given up is void', async () => {
  await using world = open()
  const givenUp = world.settler.order()
  for (const part of batchOf(['a'], 1).parts) givenUp.hand(part)
  await carryOut(world.settler, batchOf(['b'], 1), () => undefined)
  assert.is(world.kept(), 1)
})

SettlerSuite.run()
