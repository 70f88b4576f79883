/** Two hundred gateways and their phones, back at once, in a process of its own. */
import { setTimeout as wait } from 'node:timers/promises'
import { SECOND, systemClock } from '#src/kernel/clock.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import { octetsOf } from '#src/radius/attributes.ts'
import { attributeId } from '#src/radius/dictionary.ts'
import { type Key, keyOf } from '#src/radius/signature.ts'
import { connectUdp } from '#src/radius/udp.ts'
import { CODE, inspect } from '#src/radius/wire.ts'
import { addressOf, HOST } from './city-folder.ts'
import { type Run, runOf } from './closed-loop.ts'
import { WINDOW_MS } from './evenness.ts'
import type { Guest } from './guest.ts'
import { Lane } from './lane.ts'
import { accessRequest, accountingRequest, restartRequest, stationOf } from './nas-packets.ts'
import { pace } from './pace.ts'
import { answerJobs } from './workbench.ts'

/**
 * Every gateway says that it is on, then its phones ask to be let in, `perSecond` of all gateways together,
 * and each that is let in begins a session. What is not answered is sent again after 1, 2, 4, 8 s.
 */
export type StormJob = {
  readonly authPort: number
  readonly acctPort: number
  readonly secret: string
  readonly gateways: number
  /** The nth is a phone at gateway n modulo `gateways`. */
  readonly guests: readonly Guest[]
  readonly perSecond: number
}

export type StormRun = Pick<Run, 'windows' | 'resent' | 'lost' | 'loadCpu'> & {
  /** How many of the windows passed while phones still arrived. */
  readonly arriving: number
  readonly phones: number
  readonly letIn: number
  readonly refused: number
  readonly started: number
  readonly seconds: number
  readonly lateP99Ms: number
}

const NONCE_OCTETS = 16
const CLASS = attributeId('Class')

answerJobs(async (job: StormJob): Promise<StormRun> => {
  const key = keyOf(new Secret(job.secret))
  const count = { letIn: 0, refused: 0, started: 0 }
  const gateways = await Promise.all(
    Array.from({ length: job.gateways }, (_, n) => openGateway(n, job, key, count)),
  )
  const lanes = gateways.flatMap(({ auth, acct }) => [auth, acct])
  const watch = setInterval(() => {
    for (const lane of lanes) lane.resendLost(performance.now())
  }, WINDOW_MS)

  const cpu = process.cpuUsage()
  const from = performance.now()
  for (const gateway of gateways) gateway.restart()
  let arrived = 0
  const seconds = job.guests.length / job.perSecond
  const paced = await pace({ perSecond: job.perSecond, seconds }, () => {
    const guest = job.guests[arrived]
    if (guest) gateways[arrived++ % job.gateways]?.arrive(guest)
  })
  const arriving = Math.floor((performance.now() - from) / WINDOW_MS)
  const isBusy = () => gateways.some(({ waiting }) => waiting() > 0)
  while (isBusy()) await wait(10)
  clearInterval(watch)
  const to = performance.now()
  const { windows, resent, lost, loadCpu } = runOf(lanes, { cpu, from, to })
  for (const lane of lanes) lane.close()
  const took = { seconds: (to - from) / 1000, lateP99Ms: paced.lateP99Ms }
  const phones = job.guests.length
  return { windows, arriving, phones, ...count, resent, lost, ...took, loadCpu }
})

type Count = { letIn: number; refused: number; started: number }

async function openGateway(n: number, job: StormJob, key: Key, count: Count) {
  const local = addressOf(n)
  const asking: (Guest | undefined)[] = []
  /** Those no identifier was free for: a gateway asks for them as others are answered. */
  const queue: Guest[] = []
  const starts: { guest: Guest; echoed: Uint8Array | undefined }[] = []
  let sessions = 0

  const auth = new Lane(await open(job.authPort), key, (octets, identifier) => {
    const guest = asking[identifier]
    const reply = inspect(octets)
    if (guest && reply.kind === 'packet' && reply.code === CODE.accessAccept) {
      count.letIn++
      const echoed = octetsOf(reply, CLASS)
      starts.push({ guest, echoed: echoed && Uint8Array.from(echoed) })
    } else count.refused++
    next()
  })
  const acct = new Lane(await open(job.acctPort), key, () => {
    count.started++
    next()
  })

  function open(port: number) {
    return connectUdp({ host: HOST, port }, local)
  }

  function next(): void {
    const forPhone = auth.free
    const guest = forPhone === undefined ? undefined : queue.shift()
    if (forPhone !== undefined && guest) {
      asking[forPhone] = guest
      const nonce = systemEntropy(NONCE_OCTETS)
      const request = { guest, sessionId: String(sessions) }
      auth.send(accessRequest(forPhone, request, nonce, key), performance.now())
    }
    const forWord = acct.free
    const start = forWord === undefined ? undefined : starts.shift()
    if (forWord === undefined || !start) return
    const station = stationOf(start.guest, (sessions++).toString(16).padStart(8, '0'), start.echoed)
    const word = { status: 'start', seconds: 0, octets: 0, at: epochSeconds() } as const
    acct.send(accountingRequest(forWord, station, word, key), performance.now())
  }

  return {
    auth,
    acct,
    restart() {
      const identifier = acct.free
      if (identifier === undefined) return
      count.started--
      acct.send(restartRequest(identifier, epochSeconds(), key), performance.now())
    },
    arrive(guest: Guest) {
      queue.push(guest)
      next()
    },
    waiting: () => auth.inFlight + acct.inFlight + queue.length + starts.length,
  }
}

function epochSeconds(): number {
  return Math.floor(systemClock() / SECOND)
}
