/** Carries out batches on a connection of its own; see `Settler`. */
import { flushCompileCache } from 'node:module'
import { workerData } from 'node:worker_threads'
import { type Failure, failureOf } from '#src/kernel/failure.ts'
import { type Batch, carryOut, type Writes } from './batch.ts'
import { Database } from './database.ts'
import { goBeside, goLast } from './priority.ts'
import type { Answer, Message, ThreadData } from './settler.ts'

goLast()
goBeside()
const { path, port, isAnswered } = workerData as ThreadData

/** Pages at hand: the ends of the indexes that a city of a million sessions writes to stay among them. */
const CACHE_KIBIBYTES = 16 * 1024

const database = new Database(path, { cacheKibibytes: CACHE_KIBIBYTES })

/** Of the order that is being told. */
let parts: Writes[] = []
let toldOf = 0

port.on('message', ({ number, ...message }: Message) => {
  if (number !== toldOf) parts = []
  toldOf = number
  if ('part' in message) {
    parts.push(message.part)
    return
  }
  const failure = failureIn({ ...message.order, parts })
  port.postMessage({ number, failure } satisfies Answer)
  Atomics.store(isAnswered, 0, 1)
  Atomics.notify(isAnswered, 0)
  parts = []
})

port.on('close', () => database[Symbol.dispose]())
flushCompileCache()

function failureIn(batch: Batch): Failure | undefined {
  try {
    carryOut(database, batch)
    return undefined
  } catch (error) {
    return failureOf(error)
  }
}
