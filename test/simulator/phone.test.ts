import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MINUTE, systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { type Phone as PhoneNumber, parsePhone } from '#src/kernel/phone.ts'
import { VENDORS, type Vendor } from '#src/kernel/vendor.ts'
import { openGateway } from '#src/simulator/gateway.ts'
import { PROBES } from '#src/simulator/internet.ts'
import { type Arrival, Phone, type Step, type Visitor, type Way } from '#src/simulator/phone.ts'
import { seeded } from '#src/simulator/seeded.ts'
import { mac } from '#test/edge.ts'
import { openTown } from '#test/town.ts'

const VISITOR: Visitor = {
  number: parsePhone('0912345678') as PhoneNumber,
  mac: mac('7e:8a:09:65:4d:ec'),
  probe: PROBES[0]!,
}

async function openPlace(vendor: Vendor) {
  await using stack = new AsyncDisposableStack()
  const late = { ms: 0 }
  const clock = () => systemClock() + late.ms
  const town = stack.use(await openTown([vendor], clock))
  const [spec] = town.gateways
  const { entropy } = seeded('phone')
  const ports = { clock, log: silentLog, entropy }
  const gateway = stack.use(await openGateway(spec!, ports))
  const steps: Step[] = []
  const closing = stack.move()
  return {
    town,
    gateway,
    steps,
    /** The clock moves on by that much the next time the portal has said yes. */
    late,
    join: (visitor = VISITOR, lag: () => Promise<void> = async () => undefined) =>
      new Phone(visitor, {
        ...town,
        gateway,
        clock,
        lag,
        onStep: (step) => steps.push(step),
      }),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

function viaOf(arrival: Arrival): string {
  return arrival.kind === 'online' ? arrival.via : `stuck at ${arrival.at}: ${arrival.says}`
}

const PhoneSuite = suite('simulator/phone')

for (const vendor of VENDORS) {
  PhoneSuite(`gets online with a code at a ${vendor} gateway, and signs out`, async () => {
    await using place = await openPlace(vendor)
    await using phone = place.join()

    const arrival = await phone.getOnline({ kind: 'code' })

    assert.is(viaOf(arrival), 'code')
    assert.equal(place.steps, ['joined', 'redirected', 'asked', 'texted', 'submitted', 'online'])
    await place.gateway.settled()
    const [session] = place.town.house.sessions.live({ limit: 5 })
    assert.is(session?.gateway, 'g1')
    assert.is.not(session?.person, undefined)

    const page = arrival.kind === 'online' ? arrival.page : undefined
    assert.match(page?.url.pathname ?? '', /^\/status\//)
    assert.is(await phone.signOut(page!), true)
  })

  PhoneSuite(
    `is refused at a ${vendor} gateway a minute late, is told why, and may try again`,
    async () => {
      await using place = await openPlace(vendor)
      await using phone = place.join(VISITOR, async () => {
        if (place.late.ms === 0) place.late.ms = MINUTE + 1
      })

      const refused = await phone.getOnline({ kind: 'code' })

      assert.match(viaOf(refused), 'muộn hơn một phút')
      const [refusal] = place.town.city.refusals.recent({ mac: VISITOR.mac, limit: 1 })
      assert.is(refusal?.reason, 'expired')
      assert.is(viaOf(await phone.getOnline({ kind: 'code' })), 'code')
    },
  )

  PhoneSuite(`comes back to a ${vendor} gateway as a known device`, async () => {
    await using place = await openPlace(vendor)
    {
      await using first = place.join()
      assert.is(viaOf(await first.getOnline({ kind: 'code' })), 'code')
    }
    await using again = place.join()
    assert.is(viaOf(await again.getOnline({ kind: 'known-device' })), 'known-device')
  })

  PhoneSuite(`gets online with a voucher at a ${vendor} gateway`, async () => {
    await using place = await openPlace(vendor)
    const { house } = place.town
    const { codes } = house.vouchers.issue({
      plan: house.plans.all()[0]?.id ?? '',
      count: 1,
      note: '',
      issuedBy: 'test',
      expiresAt: systemClock() + 60 * MINUTE,
    })
    await using phone = place.join()
    const way: Way = { kind: 'voucher', code: codes[0] ?? '' }
    assert.is(viaOf(await phone.getOnline(way)), 'voucher')
  })
}

PhoneSuite('falls back to a code where its device is not known', async () => {
  await using place = await openPlace('chilli')
  await using phone = place.join()
  assert.is(viaOf(await phone.getOnline({ kind: 'known-device' })), 'code')
})

PhoneSuite('says where it is stuck and why', async () => {
  await using place = await openPlace('mikrotik')
  await using phone = place.join()
  const arrival = await phone.getOnline({ kind: 'voucher', code: 'AAAA-BBBB-CCCC' })
  assert.is(arrival.kind, 'stuck')
})

PhoneSuite('opens a public service before it signs in, and it counts for the place', async () => {
  await using place = await openPlace('mikrotik')
  await using phone = place.join()
  assert.is(await phone.readService(VISITOR.probe.url, (options) => options[0]!), true)
  assert.is(place.gateway.sessionOf(VISITOR.mac), undefined)

  const site = place.town.house.gateways.find('g1')?.site
  const counted = place.town.house.openings.between(0, Number.MAX_SAFE_INTEGER)
  assert.equal(
    counted.map(({ site, opens }) => ({ site, opens })),
    [{ site, opens: 1 }],
  )
})

PhoneSuite.run()
