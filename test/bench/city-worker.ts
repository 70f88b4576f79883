/** Our whole server, in a process of its own, with guests that hold fresh one-time credentials. */
import { setTimeout as wait } from 'node:timers/promises'
import { serve } from '#src/app/serve.ts'
import { systemClock } from '#src/kernel/clock.ts'
import { parsePrefix } from '#src/kernel/ip.ts'
import { silentLog } from '#src/kernel/log.ts'
import { type Mac, parseMac } from '#src/kernel/mac.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import { newCredential } from '#src/login/credential.ts'
import { CREDENTIAL_LIFE } from '#src/login/limits.ts'
import { PUBLIC_PLAN } from '#src/plans/plan.ts'
import { goFirst } from '#src/store/priority.ts'
import { addressOf, configIn, gatewayNamed, HOST, SITE } from './city-folder.ts'
import { type Guest, macOf } from './guest.ts'
import { answerJobs } from './workbench.ts'

/**
 * Opened over `folder`, which may hold a city already: for one gateway at 127.0.0.1, or for so many at
 * addresses of their own (`addressOf`). Answered with `Opened`.
 */
export type OpenJob = {
  readonly kind: 'open'
  readonly folder: string
  readonly secret: string
  readonly gateways?: number
  /** Before whatever else the machine does, as the `serve` command is; peers that are compared are not. */
  readonly goesFirst?: boolean
  /** Who comes: each again and again, unless there are as many as guests. */
  readonly people?: number
}
export type Opened = {
  readonly authPort: number
  readonly acctPort: number
  readonly portalUrl: string
  readonly gateway: string
}

/**
 * Guests with a grant and an unused one-time credential each, at the gateways in turn: as fast as can be,
 * or spread over `overMs`, a few in each transaction, beside what else is going on. Answered with `Guest[]`.
 */
export type GuestsJob = {
  readonly kind: 'guests'
  readonly count: number
  readonly overMs?: number
}

/** What the process takes now. Answered with `Usage`. */
export type UsageJob = { readonly kind: 'usage' }
export type Usage = {
  readonly rssOctets: number
  readonly heapOctets: number
  /** Of all its threads, since it began. */
  readonly cpuMicroseconds: number
}

/** Ends the server as SIGTERM does. */
export type CloseJob = { readonly kind: 'close' }

/** A city's regulars: each is granted again and again, and has used some of the day already. */
const PEOPLE = 20_000
const TOGETHER = 2000
const TOGETHER_BESIDE = 4

let city: Awaited<ReturnType<typeof open>> | undefined

answerJobs(async (job: OpenJob | GuestsJob | UsageJob | CloseJob) => {
  switch (job.kind) {
    case 'open':
      city = await open(job)
      return city.opened
    case 'guests':
      return await guests(opened(), job)
    case 'usage':
      return usage()
    case 'close':
      return await opened().close()
  }
})

function opened(): City {
  if (!city) throw new Error('the city is not open')
  return city
}

function usage(): Usage {
  const { rss, heapUsed } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return { rssOctets: rss, heapOctets: heapUsed, cpuMicroseconds: user + system }
}

async function open({
  folder,
  secret,
  gateways = 1,
  goesFirst: isFirst = false,
  people = PEOPLE,
}: OpenJob) {
  if (isFirst) goFirst()
  const serving = await serve(configIn(folder), {
    clock: systemClock,
    entropy: systemEntropy,
    log: silentLog,
    write: () => undefined,
    sendSms: async () => undefined,
  })
  const { house, authPort, acctPort, portalUrl } = serving
  const ids = Array.from({ length: gateways }, (_, n) => gatewayNamed(n, gateways))
  for (const [n, id] of ids.entries()) {
    const address = parsePrefix(`${gateways === 1 ? HOST : addressOf(n)}/32`)
    if (!address) throw new Error('an address of this machine')
    if (house.gateways.find(id)) continue
    const radius = new Secret(secret)
    house.gateways.add({ id, address, vendor: 'mikrotik', site: SITE, secret: radius })
  }
  return {
    house,
    ids,
    city: serving.city,
    people,
    // By number, not as objects: they lie in the heap of the server that is measured.
    regulars: { people: [] as number[], devices: [] as number[] },
    opened: { authPort, acctPort, portalUrl, gateway: ids[0] ?? '' } satisfies Opened,
    close: () => serving[Symbol.asyncDispose](),
  }
}

type City = NonNullable<typeof city>

async function guests(city: City, { count, overMs = 0 }: GuestsJob): Promise<Guest[]> {
  const { database, commit } = city.house
  if (city.regulars.people.length === 0) database.transaction(() => meetRegulars(city))
  const together = overMs === 0 ? TOGETHER : TOGETHER_BESIDE
  const made: Guest[] = []
  const from = performance.now()
  while (made.length < count) {
    const size = Math.min(together, count - made.length)
    await commit.run(() => {
      for (let i = 0; i < size; i++) made.push(letIn(city))
    })
    const aheadMs = from + (overMs * made.length) / count - performance.now()
    if (aheadMs > 0) await wait(aheadMs)
  }
  return made
}

function meetRegulars({ house, regulars, people }: City): void {
  const at = house.clock()
  for (let n = 0; n < people; n++) {
    const person = house.people.newPerson({ version: 'bench', at })
    regulars.people.push(person)
    regulars.devices.push(house.people.seeDevice(macOfRegular(n), person, at))
  }
}

function macOfRegular(n: number): Mac {
  const mac = parseMac(macOf(n))
  if (!mac) throw new Error(`${macOf(n)} is no address`)
  return mac
}

let letInSoFar = 0

/** What a proof at the portal leaves behind, without the portal. */
function letIn({ house, city, regulars: { people, devices }, ids }: City): Guest {
  const now = house.clock()
  const n = letInSoFar++
  const which = n % people.length
  const [person, device, mac] = [
    people[which] as number,
    devices[which] as number,
    macOfRegular(which),
  ]
  house.usage.used(person, now)
  const granted = {
    person,
    device,
    gateway: ids[n % ids.length] ?? '',
    site: SITE,
    plan: PUBLIC_PLAN.id,
    proof: 'device',
    grantedAt: now,
    expiresAt: now + CREDENTIAL_LIFE + PUBLIC_PLAN.sessionMinutes * 60_000,
  } as const
  const grant = { ...granted, id: city.grants.add(granted) }
  const credential = newCredential(house.keyring, house.entropy, now)
  city.credentials.add(credential, grant, mac, now + CREDENTIAL_LIFE)
  return { ...credential, mac }
}
