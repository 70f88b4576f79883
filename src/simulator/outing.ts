import { setTimeout as sleep } from 'node:timers/promises'
import { type Clock, MINUTE, type Millis, SECOND } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import { maskPhone, type Phone as PhoneNumber } from '#src/kernel/phone.ts'
import type { Gateway } from './gateway.ts'
import { type Arrival, Phone, type Step, type Visitor, type Way } from './phone.ts'
import type { Seeded } from './seeded.ts'

/** What happens in the city, for whoever watches. A number is masked, as on any screen. */
export type CityEvent =
  | { readonly kind: 'gateway-up'; readonly gateway: string }
  | {
      readonly kind: 'step'
      readonly gateway: string
      readonly number: string
      readonly step: Step
      readonly ms: Millis
    }
  | {
      readonly kind: 'online'
      readonly gateway: string
      readonly number: string
      readonly via: Way['kind'] | 'open'
      readonly os: string
      /** From joining the Wi-Fi to being online. */
      readonly ms: Millis
    }
  | { readonly kind: 'read-service'; readonly gateway: string }
  | {
      readonly kind: 'left'
      readonly gateway: string
      readonly number: string
      readonly how: 'signed-out' | 'walked-away' | 'cut-off'
      readonly octets: number
    }
  | {
      readonly kind: 'stuck'
      readonly gateway: string
      readonly number: string
      readonly says: string
    }

export type OutingPorts = {
  readonly gateway: Gateway
  readonly portalUrl: string
  /** The newest text message to this number; resolves when there is one. */
  readonly inbox: (number: PhoneNumber) => Promise<string>
  readonly clock: Clock
  readonly chance: Seeded
  /** Aborted when everybody must go home. */
  readonly signal: AbortSignal
  readonly onEvent: (event: CityEvent) => void
}

const SERVICE_SHARE = 0.3
const SIGN_OUT_SHARE = 0.35
const STAY_MIN_MS: Millis = MINUTE
const STAY_MEAN_MS: Millis = 5 * MINUTE
const MOMENT_MS: Millis = 4 * SECOND
const PAGE_SHARE = 0.15
const TEXT_WAIT_MS: Millis = 30 * SECOND
/** Some have a signal so weak that their one-time credential has run out when the gateway asks. */
const WEAK_SHARE = 0.04
const WEAK_LAG_MS: Millis = 65 * SECOND

/** One visit of one person to one place, from joining to leaving. Says whether they got online. */
export async function outing(visitor: Visitor, way: Way, ports: OutingPorts): Promise<boolean> {
  const { gateway, chance, onEvent } = ports
  const who = { gateway: gateway.id, number: maskPhone(visitor.number) }
  let arrival: Arrival | undefined
  let isWeak = chance.fork('signal').chance(WEAK_SHARE)
  try {
    await using phone = new Phone(visitor, {
      ...ports,
      lag: async () => {
        if (isWeak) await moment(WEAK_LAG_MS, ports.signal)
      },
      inbox: (number) => textWithin(ports.inbox(number), ports.signal),
      onStep: (step, ms) => onEvent({ kind: 'step', ...who, step, ms }),
    })
    const isCurious = chance.chance(SERVICE_SHARE)
    if (isCurious && (await phone.readService(visitor.probe.url, chance.choice)))
      onEvent({ kind: 'read-service', gateway: gateway.id })
    arrival = await phone.getOnline(way)
    if (arrival.kind === 'stuck' && isWeak) {
      onEvent({ kind: 'stuck', ...who, says: sentence(arrival) })
      isWeak = false
      arrival = await phone.getOnline({ kind: 'code' })
    }
    if (arrival.kind === 'stuck') onEvent({ kind: 'stuck', ...who, says: sentence(arrival) })
    else {
      const { via, ms } = arrival
      onEvent({ kind: 'online', ...who, via, os: visitor.probe.os, ms })
      onEvent({ kind: 'left', ...who, ...(await stay(phone, arrival, ports)) })
    }
  } catch (error) {
    if (!ports.signal.aborted) onEvent({ kind: 'stuck', ...who, says: saysOf(error) })
  }
  return arrival?.kind === 'online'
}

/** Uses the network until they have had enough, are cut off, or everybody must go. */
async function stay(
  phone: Phone,
  arrival: Extract<Arrival, { kind: 'online' }>,
  { gateway, clock, chance, signal }: OutingPorts,
) {
  const until = clock() + STAY_MIN_MS - STAY_MEAN_MS * Math.log(1 - chance.unit())
  const { mac } = phone.visitor
  const appetite = chance.between(0.2, 3)
  let octets = 0
  while (clock() < until && !signal.aborted) {
    const ms = MOMENT_MS * chance.between(0.5, 1.5)
    await moment(ms, signal)
    const wanted = Math.floor(appetite * chance.between(20_000, 1_500_000))
    const room = gateway.sessionOf(mac)?.room(ms)
    const down = Math.min(wanted, room?.down ?? 0)
    const up = Math.min(Math.floor(wanted * chance.between(0.03, 0.3)), room?.up ?? 0)
    if (!gateway.carry(mac, up, down)) return { how: 'cut-off', octets } as const
    octets += up + down
    if (chance.chance(PAGE_SHARE)) await phone.open('http://quangninh.example/')
  }
  const signsOut = !signal.aborted && arrival.page && chance.chance(SIGN_OUT_SHARE)
  const isOut = signsOut && (await phone.signOut(arrival.page))
  return { how: isOut ? 'signed-out' : 'walked-away', octets } as const
}

/** Waits, or less when everybody must go. */
async function moment(ms: Millis, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}

/** A message that does not come in time is given up, as people do. */
async function textWithin(text: Promise<string>, signal: AbortSignal): Promise<string> {
  using given = new DisposableStack()
  const gaveUp = new Promise<never>((_, reject) => {
    const giveUp = () => reject(new Fault('sms/undelivered', { says: 'no text message came' }))
    const timer = setTimeout(giveUp, TEXT_WAIT_MS)
    signal.addEventListener('abort', giveUp)
    given.defer(() => clearTimeout(timer))
    given.defer(() => signal.removeEventListener('abort', giveUp))
    if (signal.aborted) giveUp()
  })
  return await Promise.race([text, gaveUp])
}

function sentence({ at, says }: Extract<Arrival, { kind: 'stuck' }>): string {
  return `${at}: ${says}`
}

function saysOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
