/** Loads a RADIUS server as a gateway with many phones behind it would, in a process of its own. */

import { setTimeout as wait } from 'node:timers/promises'
import { SECOND, systemClock } from '#src/kernel/clock.ts'
import { Secret } from '#src/kernel/secret.ts'
import { octetsOf } from '#src/radius/attributes.ts'
import { attributeId } from '#src/radius/dictionary.ts'
import { type Key, keyOf } from '#src/radius/signature.ts'
import { connectUdp, type Endpoint } from '#src/radius/udp.ts'
import { CODE, inspect } from '#src/radius/wire.ts'
import { HOST } from './city-folder.ts'
import { closedLoop, type Run, runOf } from './closed-loop.ts'
import { type Guest, macOf } from './guest.ts'
import { Lane, type OnReply } from './lane.ts'
import { LoadPort } from './load-port.ts'
import { accessOf, accessRequest, accountingRequest, presigned, stationOf } from './nas-packets.ts'
import { type Paced, pace } from './pace.ts'
import { Stays, type Truth } from './stays.ts'
import { answerJobs } from './workbench.ts'

/** The server, and how hard to press it. */
export type Target = Endpoint & { readonly secret: string }
type Closed = { readonly target: Target; readonly seconds: number; readonly inFlight: number }

/** Authentications: each guest once, or over and over when the server lets them, `count` at most. */
export type AccessJob = Closed & {
  readonly kind: 'access'
  readonly guests: readonly Guest[]
  readonly count: number
}
export type AccessRun = Run & { readonly refused: number }

/** Accounting for the guests that were let in, `count` words at most. */
export type AccountingJob = Closed & { readonly kind: 'accounting'; readonly count: number }

/** Both at a set pace: a guest let in, a word of those let in before, in turn. */
export type MixedJob = {
  readonly kind: 'mixed'
  readonly auth: Target
  readonly acct: Target
  readonly guests: readonly Guest[]
  readonly seconds: number
  readonly perSecond: number
}
export type MixedRun = AccessRun & {
  readonly paced: Paced
  /** Asked for while every identifier waited for its answer, and so not sent. */
  readonly unsent: number
  readonly truth: Truth
}

/** The nth Interim of each of so many sessions that began at `from`, epoch seconds, and are on record. */
export type InterimsJob = {
  readonly kind: 'interims'
  readonly target: Target
  readonly sessions: number
  readonly from: number
  readonly nth: number
  readonly inFlight: number
}
export type InterimsRun = Run

const CLASS = attributeId('Class')
const LANES = 8
const PAST_MS = 3 * 3600 * SECOND
const WATCH_MS = 100
const REVISIT_SECONDS_MAX = 300
const INTERIM_SECONDS = 300

/** Those let in last, and what their Accept asked to echo. */
const stays = new Stays(Math.floor((systemClock() - PAST_MS) / SECOND), process.pid.toString(16))
let asked = 0

answerJobs(async (job: AccessJob | AccountingJob | MixedJob | InterimsJob) => {
  switch (job.kind) {
    case 'access':
      return await authenticate(job)
    case 'accounting':
      return await account(job)
    case 'mixed':
      return await mix(job)
    case 'interims':
      return await revisit(job)
  }
})

async function authenticate({ target, guests, count, ...pressure }: AccessJob): Promise<AccessRun> {
  const key = keyOf(new Secret(target.secret))
  const door = new Door()
  let signed = 0
  const next = presigned(count, (identifier) => {
    const guest = guests[signed++ % guests.length] as Guest
    return { guest, octets: signedFor(guest, identifier, key) }
  })
  stays.renew()
  const ask = {
    next: (identifier: number) => {
      const request = next(identifier)
      if (request) door.asks(identifier, request.guest)
      return request?.octets
    },
    onReply: door.answered,
  }
  const socket = await connectUdp(target)
  try {
    return { ...(await closedLoop(socket, key, ask, pressure)), refused: door.refused }
  } finally {
    socket.close()
  }
}

async function account({ target, count, ...pressure }: AccountingJob): Promise<Run> {
  const key = keyOf(new Secret(target.secret))
  const next = presigned(count, (identifier) => stays.nextWord(identifier, key))
  const socket = await connectUdp(target)
  try {
    return await closedLoop(socket, key, { next, onReply: () => undefined }, pressure)
  } finally {
    socket.close()
  }
}

async function revisit(job: InterimsJob): Promise<InterimsRun> {
  const { target, sessions, from, nth, inFlight } = job
  const key = keyOf(new Secret(target.secret))
  const seconds = nth * INTERIM_SECONDS
  const word = { status: 'interim', seconds, octets: nth * 800_000, at: from + seconds } as const
  let session = 0
  const next = (identifier: number) => {
    if (session === sessions) return undefined
    const id = session.toString(16).padStart(8, '0')
    const guest = {
      userName: `w-${String(session++).padStart(22, '0')}`,
      password: '',
      mac: macOf(0),
    }
    return accountingRequest(identifier, stationOf(guest, id), word, key)
  }
  const socket = await connectUdp(target)
  try {
    const pressure = { seconds: REVISIT_SECONDS_MAX, inFlight }
    return await closedLoop(socket, key, { next, onReply: () => undefined }, pressure)
  } finally {
    socket.close()
  }
}

async function mix({ auth, acct, guests, seconds, perSecond }: MixedJob): Promise<MixedRun> {
  const key = keyOf(new Secret(auth.secret))
  const doors = Array.from({ length: LANES }, () => new Door())
  using opened = new DisposableStack()
  const ports = doors.map(() => opened.use(new LoadPort()))
  const openLane = (n: number, to: Endpoint, onReply: OnReply) =>
    Lane.of(ports[n] as LoadPort, { from: HOST, to }, key, onReply)
  const authLanes = doors.map(({ answered }, n) => openLane(n, auth, answered))
  const acctLanes = doors.map((_, n) => openLane(n, acct, () => undefined))
  const lanes = [...authLanes, ...acctLanes]
  const watch = setInterval(() => {
    for (const lane of lanes) lane.resendLost(performance.now())
  }, WATCH_MS)
  let n = 0
  let admitted = 0
  let unsent = 0
  const ask = () => {
    const at = n++ % LANES
    const guest = stays.isEmpty || n % 2 === 0 ? guests[admitted] : undefined
    const lane = (guest ? authLanes : acctLanes)[at] as Lane
    const identifier = lane.free
    if (identifier === undefined || (!guest && stays.isEmpty)) {
      unsent++
      return
    }
    if (guest) {
      admitted++
      doors[at]?.asks(identifier, guest)
    }
    const octets = guest ? signedFor(guest, identifier, key) : stays.nextWord(identifier, key)
    lane.send(octets, performance.now())
  }

  const cpu = process.cpuUsage()
  const from = performance.now()
  const paced = await pace({ perSecond, seconds }, ask)
  const to = performance.now()
  while (lanes.some(({ inFlight }) => inFlight > 0)) await wait(1)
  clearInterval(watch)
  const refused = doors.reduce((sum, door) => sum + door.refused, 0)
  return { ...runOf(lanes, { cpu, from, to }), refused, paced, unsent, truth: stays.truth }
}

function signedFor(guest: Guest, identifier: number, key: Key): Buffer {
  const sessionId = (asked++).toString(16).padStart(8, '0')
  return accessRequest(identifier, accessOf(guest, stationOf(guest, sessionId), key), key)
}

/** Who asks to be let in with which identifier of one port, and what became of them. */
class Door {
  refused = 0
  readonly #asking: (Guest | undefined)[] = []

  asks(identifier: number, guest: Guest): void {
    this.#asking[identifier] = guest
  }

  readonly answered: OnReply = (octets, identifier) => {
    if (octets[0] !== CODE.accessAccept) {
      this.refused++
      return
    }
    const guest = this.#asking[identifier]
    if (!guest || stays.isFull) return
    const reply = inspect(octets)
    if (reply.kind !== 'packet') return
    const accepted = octetsOf(reply, CLASS)
    stays.add({ guest, echoed: accepted && Buffer.from(accepted) })
  }
}
