import type { Socket } from 'node:dgram'
import type { Key } from '#src/radius/signature.ts'
import { windowsOf } from './evenness.ts'
import { ascending, percentile } from './figures.ts'
import { Lane, type OnReply } from './lane.ts'

/** What a run came to. Latencies are of requests answered, from first sending to reply. */
export type Run = {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly answered: number
  /** Answers in each tenth of a second; the last is cut short. */
  readonly windows: readonly number[]
  readonly resent: number
  readonly lost: number
  readonly forged: number
  /** The share of one core the load itself took: near 1, it measures itself. */
  readonly loadCpu: number
}

/** The next request with this identifier, until nothing is left to ask. */
export type NextRequest = (identifier: number) => Buffer | undefined

const WATCH_MS = 100

/**
 * So many requests in flight for `seconds`, each answer bringing on the next: the server sets the pace.
 * Ends earlier when nothing is left to ask.
 */
export async function closedLoop(
  socket: Socket,
  key: Key,
  ask: { readonly next: NextRequest; readonly onReply: OnReply },
  { seconds, inFlight }: { readonly seconds: number; readonly inFlight: number },
): Promise<Run> {
  const done = Promise.withResolvers<void>()
  let lastAnswerAt = 0
  const lane = Lane.on(socket, key, (reply, identifier) => {
    ask.onReply(reply, identifier)
    lastAnswerAt = performance.now()
    send()
  })
  const watch = setInterval(() => {
    lane.resendLost(performance.now())
    if (lane.inFlight === 0) done.resolve()
  }, WATCH_MS)

  const cpu = process.cpuUsage()
  const from = performance.now()
  const endsAt = from + seconds * 1000
  const send = () => {
    const now = performance.now()
    const octets = now < endsAt && lane.free !== undefined ? ask.next(lane.free) : undefined
    if (octets) lane.send(octets, now)
    else if (lane.inFlight === 0) done.resolve()
  }
  for (let i = 0; i < inFlight; i++) send()
  await done.promise
  clearInterval(watch)
  return runOf([lane], { cpu, from, to: lastAnswerAt })
}

/** What several lanes came to together, between two readings of the clock. */
export function runOf(
  lanes: readonly Lane[],
  { cpu, from, to }: { readonly cpu: NodeJS.CpuUsage; readonly from: number; readonly to: number },
): Run {
  const { user, system } = process.cpuUsage(cpu)
  const sorted = lanes.flatMap(({ latencies }) => latencies).sort(ascending)
  const windows = windowsOf(lanes.flatMap(({ answeredAt }) => answeredAt).sort(ascending), from)
  const sum = (pick: (lane: Lane) => number) => lanes.reduce((all, lane) => all + pick(lane), 0)
  return {
    perSecond: (sorted.length / (to - from)) * 1000,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    answered: sorted.length,
    windows,
    resent: sum(({ resent }) => resent),
    lost: sum(({ lost }) => lost),
    forged: sum(({ forged }) => forged),
    loadCpu: (user + system) / 1000 / (to - from),
  }
}
