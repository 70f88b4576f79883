/** Carries out batches on a connection of its own; see `Settler`. */
import { workerData } from 'node:worker_threads'
import { type Failure, failureOf } from '#src/kernel/failure.ts'
import { type Batch, carryOut } from './batch.ts'
import { Database } from './database.ts'
import { goLast } from './priority.ts'
import type { Answer, Order, ThreadData } from './settler.ts'

goLast()
const { path, port, isAnswered } = workerData as ThreadData

/** Pages at hand: the ends of the indexes that a city of a million sessions writes to stay among them. */
const CACHE_KIBIBYTES = 16 * 1024

const database = new Database(path, { cacheKibibytes: CACHE_KIBIBYTES })

port.on('message', ({ number, batch }: Order) => {
  port.postMessage({ number, failure: failureIn(batch) } satisfies Answer)
  Atomics.store(isAnswered, 0, 1)
  Atomics.notify(isAnswered, 0)
})

port.on('close', () => database[Symbol.dispose]())

function failureIn(batch: Batch): Failure | undefined {
  try {
    carryOut(database, batch)
    return undefined
  } catch (error) {
    return failureOf(error)
  }
}
