import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MINUTE, systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import type { Mac } from '#src/kernel/mac.ts'
import { type Phone as PhoneNumber, parsePhone } from '#src/kernel/phone.ts'
import { type Plan, PUBLIC_PLAN } from '#src/plans/plan.ts'
import { openGateway } from '#src/simulator/gateway.ts'
import { PROBES } from '#src/simulator/internet.ts'
import { type Arrival, Phone } from '#src/simulator/phone.ts'
import { seeded } from '#src/simulator/seeded.ts'
import { mac } from '#test/edge.ts'
import { openTown } from '#test/town.ts'

const [PROBE] = PROBES
const NUMBER = parsePhone('0912345678') as PhoneNumber
const PLAN: Plan = { ...PUBLIC_PLAN, idleMinutes: 60, interimSeconds: 60 }
const SLOW = { slowUpKbps: 128, slowDownKbps: 512 }

/** One person's two devices, the first at a RouterOS gateway and the second at a CoovaChilli. */
async function openFamily(plan: Partial<Plan> = {}) {
  await using stack = new AsyncDisposableStack()
  const later = { ms: 0 }
  const clock = () => systemClock() + later.ms
  const town = stack.use(await openTown(['mikrotik', 'chilli'], clock))
  town.house.plans.change({ ...PLAN, ...plan })
  const ports = { clock, log: silentLog, entropy: seeded('family').entropy }
  const places = await Promise.all(
    town.gateways.map(async (spec, n) => ({
      gateway: stack.use(await openGateway(spec, ports)),
      mac: mac(`7e:8a:09:65:4d:0${n}`) as Mac,
    })),
  )
  const { enforcement } = town.city
  const closing = stack.move()
  return {
    ...town,
    later,
    async arrive(n: number): Promise<Arrival> {
      const { gateway, mac } = places[n]!
      const visitor = { number: NUMBER, mac, probe: PROBE! }
      const phone = new Phone(visitor, { ...town, clock, gateway })
      const arrival = await phone.getOnline({ kind: 'code' })
      await gateway.settled()
      // A number gets one code in half a minute.
      later.ms += MINUTE
      return arrival
    },
    /** The device moves so much data, and its gateway reports it. */
    async use(n: number, octets: number) {
      const { gateway, mac } = places[n]!
      gateway.carry(mac, 0, octets)
      later.ms += MINUTE + 1000
      gateway.enforce()
      await gateway.settled()
    },
    sessionAt: (n: number) => places[n]?.gateway.sessionOf(places[n].mac),
    /** Looks, and waits until what is asked about has become so. */
    async until(isSo: () => boolean) {
      await enforcement.look()
      for (let tries = 0; tries < 200 && !isSo(); tries++) await sleep(10)
      assert.ok(isSo())
    },
    told: () =>
      town.house.audit
        .list({ limit: 9 })
        .filter(({ actor }) => actor === 'system')
        .map(({ action, detail }) => [
          action,
          detail['gateway'],
          detail['reason'],
          detail['answer'],
        ])
        .sort(),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

const Limits = suite('city/limits')

Limits('a data limit crossed on two gateways together ends both sessions', async () => {
  await using family = await openFamily()
  assert.is((await family.arrive(0)).kind, 'online')
  assert.is((await family.arrive(1)).kind, 'online')
  await family.use(0, 1_200_000_000)
  await family.until(() => true)
  assert.ok(family.sessionAt(0) && family.sessionAt(1))

  await family.use(1, 900_000_000)
  await family.until(() => !family.sessionAt(0) && !family.sessionAt(1))
  await family.until(() => family.told().length === 2)
  assert.equal(family.told(), [
    ['session.ended-at-limit', 'g1', 'data-spent', 'ack'],
    ['session.ended-at-limit', 'g2', 'data-spent', 'ack'],
  ])
  const refused = await family.arrive(0)
  assert.match(refused.kind === 'stuck' ? refused.says : '', 'Hôm nay đã hết dung lượng')
})

Limits('a plan that slows down slows both, and gives both their rate back', async () => {
  await using family = await openFamily({ atLimit: SLOW })
  await family.arrive(0)
  await family.arrive(1)
  const rates = () => [0, 1].map((n) => family.sessionAt(n)?.allowance.rate?.downKbps)
  await family.use(0, 1_200_000_000)
  await family.use(1, 900_000_000)
  await family.until(() => rates().every((rate) => rate === SLOW.slowDownKbps))
  await family.until(() => family.told().length === 2)

  family.house.plans.change({ ...PLAN, atLimit: SLOW, dayMegabytes: 5_000 })
  await family.until(() => rates().every((rate) => rate === PUBLIC_PLAN.downKbps))
  await family.until(() => family.told().length === 4)
  assert.equal(family.told(), [
    ['session.restored', 'g1', 'more', 'ack'],
    ['session.restored', 'g2', 'more', 'ack'],
    ['session.slowed', 'g1', 'data-spent', 'ack'],
    ['session.slowed', 'g2', 'data-spent', 'ack'],
  ])
})

Limits(
  'one device more than the plan lets be at once is told so, and may come when one left',
  async () => {
    await using family = await openFamily({ devices: 1 })
    assert.is((await family.arrive(0)).kind, 'online')
    const refused = await family.arrive(1)
    assert.match(refused.kind === 'stuck' ? refused.says : '', 'Đã có 1 thiết bị của Quý khách')
    const [session] = family.city.live.ofPerson(1)
    assert.ok(session)
    const ending = await family.city.end(session)
    assert.is(ending.kind, 'ack')
    await family.until(() => family.city.live.ofPerson(1).length === 0)
    assert.is((await family.arrive(1)).kind, 'online')
  },
)

Limits('a place that closes is closed to those who come, and ends who is there', async () => {
  await using family = await openFamily()
  await family.arrive(0)
  const site = family.house.gateways.find('g1')?.site ?? ''
  const now = new Date(systemClock() + family.later.ms)
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Asia/Ho_Chi_Minh',
    timeStyle: 'short',
  })
  const from = clock.format(new Date(now.getTime() + 2 * 60 * MINUTE))
  const to = clock.format(new Date(now.getTime() + 3 * 60 * MINUTE))
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
  assert.ok(family.house.places.setOpeningHours(site, [{ days: [...days], from, to }]))

  await family.until(() => !family.sessionAt(0))
  await family.until(() => family.told().length === 1)
  assert.equal(family.told(), [['session.ended-at-limit', 'g1', 'closed', 'ack']])
  const refused = await family.arrive(0)
  assert.match(refused.kind === 'stuck' ? refused.says : '', `Mở lại lúc ${from}`)
})

Limits.run()
