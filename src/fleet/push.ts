import type { Clock, Millis } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { Log } from '#src/kernel/log.ts'
import { describe } from './describe.ts'
import { keyOf, type Step } from './plan.ts'
import {
  LEASE_MS,
  type Push,
  type PushOutcome,
  type PushStart,
  type PushStep,
  type PushStore,
} from './push-store.ts'
import { type Reconciled, type ReconcilePorts, reconcile, type Stop } from './reconcile.ts'

export type PushOrder = Pick<ReconcilePorts, 'open' | 'desiredFor' | 'signal' | 'pauseMs'> & {
  readonly gateway: string
  /** Who asked, for the record. */
  readonly actor: string
  /** Told after each step, with all of them. */
  readonly onProgress?: (steps: readonly PushStep[]) => void
}

/** Three may be missed: a database that is busy for a while does not cost a push its lease. */
const HEARTBEAT_MS: Millis = LEASE_MS / 4

export type PushPorts = {
  readonly store: PushStore
  readonly clock: Clock
  readonly log: Log
  readonly heartbeatMs?: Millis
}

type Busy = Extract<PushStart, { kind: 'busy' }>

export type Pushed =
  | { readonly kind: 'pushed'; readonly push: Push }
  /** Another push to this gateway is under way. */
  | Busy

export type PushUnderWay =
  | {
      readonly kind: 'started'
      readonly id: number
      /** What it came to; never rejects for a failure of the device. */
      readonly ended: Promise<Push>
    }
  | Busy

type End = { readonly outcome: PushOutcome; readonly says: string; readonly steps: PushStep[] }

/**
 * Sends a gateway its configuration and records what came of it, never a guess.
 *
 * Every failure of the device ends as an outcome; only a failure of our own store is thrown. A push that
 * was asleep so long that another was let in its place stops at its next step.
 */
export async function push(order: PushOrder, ports: PushPorts): Promise<Pushed> {
  const start = startPush(order, ports)
  return start.kind === 'busy' ? start : { kind: 'pushed', push: await start.ended }
}

/** As `push`, for who wants to watch: tells at once whether it began. It goes on whoever watches. */
export function startPush(order: PushOrder, ports: PushPorts): PushUnderWay {
  const start = ports.store.start(order.gateway, order.actor, ports.clock())
  if (start.kind === 'busy') return start
  return { ...start, ended: carryOut(start.id, order, ports) }
}

async function carryOut(
  id: number,
  order: PushOrder,
  { store, clock, log, heartbeatMs = HEARTBEAT_MS }: PushPorts,
): Promise<Push> {
  const evicted = new AbortController()
  const keep = (isHeld: boolean) => {
    if (!isHeld) evicted.abort()
  }
  const renew = () => {
    try {
      keep(store.renew(id, clock()))
    } catch (error) {
      log('fleet.lease-not-renewed', { gateway: order.gateway, says: (error as Error).message })
    }
  }
  const heartbeat = setInterval(renew, heartbeatMs)
  try {
    const signal = AbortSignal.any([order.signal, evicted.signal])
    const end = await run({ ...order, signal }, (steps) => {
      keep(store.progress(id, steps, clock()))
      order.onProgress?.(steps)
    })
    store.finish(id, end, clock())
    log('fleet.pushed', { gateway: order.gateway, outcome: end.outcome, steps: end.steps.length })
  } catch (error) {
    const says = 'the push ended by a fault of our own; look at the device before pushing again'
    store.finish(id, { outcome: 'unknown', says, steps: store.find(id)?.steps ?? [] }, clock())
    throw error
  } finally {
    clearInterval(heartbeat)
  }
  return store.find(id) as Push
}

async function run(order: PushOrder, tell: (steps: PushStep[]) => void): Promise<End> {
  try {
    const reconciled = await reconcile({
      ...order,
      onProgress: (steps, taken) => tell(progressOf(steps, taken)),
    })
    return endOf(reconciled)
  } catch (error) {
    if (order.signal.aborted) {
      return { outcome: 'failed', says: 'cancelled before anything was changed', steps: [] }
    }
    if (!(error instanceof Fault) || !error.code.startsWith('device/')) throw error
    const outcome = error.code === 'device/refused' ? 'refused' : 'failed'
    return { outcome, says: `nothing was changed: ${error.message}`, steps: [] }
  }
}

function endOf(reconciled: Reconciled): End {
  switch (reconciled.kind) {
    case 'settled':
      return { outcome: 'unchanged', says: 'the device was as it should be', steps: [] }
    case 'changed': {
      const { steps } = reconciled
      const says = `${steps.length} changes, read back from the device`
      return { outcome: 'applied', says, steps: progressOf(steps, steps.length) }
    }
    case 'drifting': {
      const { steps, left, stop } = reconciled
      const held = progressLeft(steps, left)
      const done = held.filter(({ state }) => state === 'taken').length
      return { ...stopped(stop, left, `${done} of ${steps.length} changes hold`), steps: held }
    }
    case 'lost': {
      const { steps, taken, fault } = reconciled
      const says = `the device was lost after ${taken} of ${steps.length} changes: ${fault.message}`
      return { outcome: 'unknown', says, steps: progressOf(steps, taken) }
    }
  }
}

function stopped(stop: Stop | undefined, left: readonly Step[], held: string): Omit<End, 'steps'> {
  if (stop === 'cancelled') return { outcome: 'failed', says: `cancelled; ${held}` }
  if (stop?.code === 'device/refused') {
    return { outcome: 'refused', says: `${held}: ${stop.message}` }
  }
  if (stop) return { outcome: 'failed', says: `${held}: ${stop.message}` }
  const [first] = left
  const example = first ? `, such as ${describe(first)}` : ''
  return { outcome: 'failed', says: `the device took every change and still differs${example}` }
}

function progressOf(steps: readonly Step[], taken: number): PushStep[] {
  return steps.map((step, index) => ({
    line: describe(step),
    state: index < taken ? 'taken' : 'waiting',
  }))
}

/** By what the second look found, not by what we believe we sent. */
function progressLeft(steps: readonly Step[], left: readonly Step[]): PushStep[] {
  const open = new Set(left.map(({ resource }) => keyOf(resource)))
  return steps.map((step) => ({
    line: describe(step),
    state: open.has(keyOf(step.resource)) ? 'left' : 'taken',
  }))
}
