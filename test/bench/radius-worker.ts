/** Loads a RADIUS server as a gateway with many phones behind it would, in a process of its own. */

import { systemEntropy } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import { octetsOf } from '#src/radius/attributes.ts'
import { attributeId } from '#src/radius/dictionary.ts'
import { keyOf } from '#src/radius/signature.ts'
import { connectUdp, type Endpoint } from '#src/radius/udp.ts'
import { CODE } from '#src/radius/wire.ts'
import { ClosedLoop, type NextRequest, type OnReply, type Run } from './closed-loop.ts'
import type { Guest } from './guest.ts'
import { accessRequest, accountingRequest, stationOf } from './nas-packets.ts'
import { answerJobs } from './workbench.ts'

type Target = Endpoint & { readonly secret: string }

/** Authentications: each guest once, or over and over when the server lets them. */
export type AccessJob = {
  readonly kind: 'access'
  readonly target: Target
  readonly guests: readonly Guest[]
  readonly isRepeated: boolean
  readonly seconds: number
  readonly inFlight: number
}
export type AccessRun = Run & { readonly refused: number }

/** Accounting for the guests that were let in. */
export type AccountingJob = {
  readonly kind: 'accounting'
  readonly target: Target
  readonly seconds: number
  readonly inFlight: number
}

const CLASS = attributeId('Class')
const NONCE_OCTETS = 16

/** How many sessions talk by turns, so that no two words of one meet. */
const LIVE_SESSIONS = 512
const STAYS_MAX = 50_000

/** A word every five minutes; a stay has one to five Interims, three on average. */
const INTERIM_SECONDS = 300
const OCTETS_A_WORD = 8_000_000
const interimsOf = (session: number) => 1 + (session % 5)

type Stay = { readonly guest: Guest; readonly echoed: Buffer | undefined }
type Talk = {
  readonly station: Buffer
  readonly startedAt: number
  readonly interims: number
  said: number
}

/** Those let in last, and what their Accept asked to echo. */
let stays: Stay[] = []
let sessions = 0
let talks: Talk[] = []
const startedAt = Math.floor((performance.timeOrigin - 3 * 3_600_000) / 1000)

answerJobs((job: AccessJob | AccountingJob) =>
  job.kind === 'access' ? authenticate(job) : account(job),
)

async function authenticate(job: AccessJob): Promise<AccessRun> {
  const { target, guests, isRepeated, seconds, inFlight } = job
  const key = keyOf(new Secret(target.secret))
  const asking: (Guest | undefined)[] = []
  let asked = 0
  let refused = 0
  stays = []
  talks = []

  const next: NextRequest = (identifier) => {
    const guest = guests[isRepeated ? asked % guests.length : asked]
    if (!guest) return undefined
    asking[identifier] = guest
    const request = { guest, sessionId: (asked++).toString(16).padStart(8, '0') }
    return accessRequest(identifier, request, systemEntropy(NONCE_OCTETS), key)
  }
  const onReply: OnReply = (reply) => {
    const guest = asking[reply.identifier]
    if (reply.code !== CODE.accessAccept) refused++
    else if (guest && stays.length < STAYS_MAX) stays.push({ guest, echoed: classIn(reply) })
  }
  const run = await load(target, { next, onReply }, seconds, inFlight)
  return { ...run, refused }

  function classIn(reply: Parameters<OnReply>[0]): Buffer | undefined {
    const echoed = octetsOf(reply, CLASS)
    return echoed && Buffer.from(echoed)
  }
}

async function account({ target, seconds, inFlight }: AccountingJob): Promise<Run> {
  const key = keyOf(new Secret(target.secret))
  while (talks.length < LIVE_SESSIONS) talks.push(newTalk())
  let turn = 0

  const next: NextRequest = (identifier) => {
    const at = turn++ % LIVE_SESSIONS
    const talk = talks[at] as Talk
    const status =
      talk.said === 0 ? 'start' : talk.said <= talk.interims ? 'interim' : ('stop' as const)
    const sinceStart = talk.said * INTERIM_SECONDS
    const word = {
      status,
      seconds: sinceStart,
      octets: talk.said++ * OCTETS_A_WORD,
      at: talk.startedAt + sinceStart,
    } as const
    if (status === 'stop') talks[at] = newTalk()
    return accountingRequest(identifier, talk.station, word, key)
  }
  return await load(target, { next, onReply: () => undefined }, seconds, inFlight)
}

function newTalk(): Talk {
  const session = sessions++
  const stay = stays[session % stays.length]
  if (!stay) throw new Error('nobody was let in')
  const id = session.toString(16).padStart(8, '0')
  const station = stationOf(stay.guest, id, stay.echoed)
  return { station, startedAt, interims: interimsOf(session), said: 0 }
}

async function load(
  target: Target,
  ask: { readonly next: NextRequest; readonly onReply: OnReply },
  seconds: number,
  inFlight: number,
): Promise<Run> {
  const socket = await connectUdp(target)
  try {
    return await new ClosedLoop(socket, keyOf(new Secret(target.secret)), ask).run(
      seconds,
      inFlight,
    )
  } finally {
    socket.close()
  }
}
