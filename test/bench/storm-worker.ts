/** Two hundred gateways and their phones, back at once, in a process of its own. */
import { setTimeout as wait } from 'node:timers/promises'
import { SECOND, systemClock } from '#src/kernel/clock.ts'
import { Secret } from '#src/kernel/secret.ts'
import { octetsOf } from '#src/radius/attributes.ts'
import { attributeId } from '#src/radius/dictionary.ts'
import { type Key, keyOf } from '#src/radius/signature.ts'
import { CODE, inspect } from '#src/radius/wire.ts'
import { addressOf, HOST } from './city-folder.ts'
import { type Run, runOf } from './closed-loop.ts'
import { beElsewhere } from './elsewhere.ts'
import { WINDOW_MS } from './evenness.ts'
import type { Guest } from './guest.ts'
import { Lane, type OnReply } from './lane.ts'
import { LoadPort } from './load-port.ts'
import {
  type Access,
  accessOf,
  accessRequest,
  accountingRequest,
  echoing,
  restartRequest,
  stationOf,
} from './nas-packets.ts'
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
  /** How long ago all this happens, by the gateways' clocks. */
  readonly secondsAgo: number
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

const CLASS = attributeId('Class')

// Phones are no slower when the server's helpers are busy, nor in the way of what answers them.
beElsewhere()

answerJobs(async (job: StormJob): Promise<StormRun> => {
  using port = new LoadPort()
  const key = keyOf(new Secret(job.secret))
  const count = { letIn: 0, refused: 0, started: 0 }
  const gateways = Array.from({ length: job.gateways }, (_, n) =>
    openGateway(addressOf(n), job, port, key, count),
  )
  const phones = job.guests.map((guest, n) => phoneOf(guest, n, key))
  const lanes = gateways.flatMap(({ auth, acct }) => [auth, acct])
  const watch = setInterval(() => {
    for (const lane of lanes) lane.resendLost(performance.now())
  }, WINDOW_MS)

  // V8 collects everything whenever 64 MB of buffers are new, whatever room the heap has.
  globalThis.gc?.()
  const cpu = process.cpuUsage()
  const from = performance.now()
  for (const gateway of gateways) gateway.restart()
  let arrived = 0
  const seconds = phones.length / job.perSecond
  const paced = await pace({ perSecond: job.perSecond, seconds }, () => {
    const phone = phones[arrived]
    if (phone) gateways[arrived++ % job.gateways]?.arrive(phone)
  })
  const arriving = Math.floor((performance.now() - from) / WINDOW_MS)
  const isBusy = () => gateways.some(({ waiting }) => waiting() > 0)
  while (isBusy()) await wait(10)
  clearInterval(watch)
  const to = performance.now()
  const { windows, resent, lost, loadCpu } = runOf(lanes, { cpu, from, to })
  const took = { seconds: (to - from) / 1000, lateP99Ms: paced.lateP99Ms }
  return { windows, arriving, phones: phones.length, ...count, resent, lost, ...took, loadCpu }
})

/** Somebody's phone, and all that can be made ready before it asks. */
type Phone = { readonly station: Buffer; readonly access: Access }

function phoneOf(guest: Guest, n: number, key: Key): Phone {
  const station = stationOf(guest, n.toString(16).padStart(8, '0'))
  return { station, access: accessOf(guest, station, key) }
}

type Count = { letIn: number; refused: number; started: number }

function openGateway(
  address: string,
  { authPort, acctPort, secondsAgo }: StormJob,
  port: LoadPort,
  key: Key,
  count: Count,
) {
  const asking: (Phone | undefined)[] = []
  /** Those no identifier was free for: a gateway asks for them as others are answered. */
  const queue: Phone[] = []
  /** Their stations, and the Class they were let in with. */
  const starts: Buffer[] = []

  const open = (serverPort: number, onReply: OnReply) =>
    Lane.of(port, { from: address, to: { host: HOST, port: serverPort } }, key, onReply)
  const auth = open(authPort, letIn)
  const acct = open(acctPort, begun)

  function letIn(octets: Buffer, identifier: number): void {
    const phone = asking[identifier]
    const reply = inspect(octets)
    if (phone && reply.kind === 'packet' && reply.code === CODE.accessAccept) {
      count.letIn++
      starts.push(echoing(phone.station, octetsOf(reply, CLASS)))
    } else count.refused++
    next()
  }

  function begun(): void {
    count.started++
    next()
  }

  function next(): void {
    const forPhone = auth.free
    const phone = forPhone === undefined ? undefined : queue.shift()
    if (forPhone !== undefined && phone) {
      asking[forPhone] = phone
      auth.send(accessRequest(forPhone, phone.access, key), performance.now())
    }
    const forWord = acct.free
    const station = forWord === undefined ? undefined : starts.shift()
    if (forWord === undefined || !station) return
    const word = { status: 'start', seconds: 0, octets: 0, at: epochSeconds(secondsAgo) } as const
    acct.send(accountingRequest(forWord, station, word, key), performance.now())
  }

  return {
    auth,
    acct,
    restart() {
      const identifier = acct.free
      if (identifier === undefined) return
      count.started--
      acct.send(restartRequest(identifier, epochSeconds(secondsAgo), key), performance.now())
    },
    arrive(phone: Phone) {
      queue.push(phone)
      next()
    },
    waiting: () => auth.inFlight + acct.inFlight + queue.length + starts.length,
  }
}

function epochSeconds(ago: number): number {
  return Math.floor(systemClock() / SECOND) - ago
}
