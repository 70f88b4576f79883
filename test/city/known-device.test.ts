import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DAY, MINUTE, systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { type Phone as PhoneNumber, parsePhone } from '#src/kernel/phone.ts'
import { VENDORS, type Vendor } from '#src/kernel/vendor.ts'
import { AlarmStore } from '#src/people/alarm-store.ts'
import { openGateway } from '#src/simulator/gateway.ts'
import { PROBES } from '#src/simulator/internet.ts'
import { Phone, type Step, type Visitor } from '#src/simulator/phone.ts'
import { seeded } from '#src/simulator/seeded.ts'
import { mac } from '#test/edge.ts'
import { openTown } from '#test/town.ts'

const [PROBE] = PROBES
const VISITOR: Visitor = {
  number: parsePhone('0912345678') as PhoneNumber,
  mac: mac('7e:8a:09:65:4d:ec'),
  probe: PROBE!,
}

/**
 * A city whose gateways ask for every device by its address, and one phone that asked to be remembered. `later`
 * moves everybody's clock: a number gets one code in half a minute.
 */
async function openKnown(...vendors: Vendor[]) {
  await using stack = new AsyncDisposableStack()
  const later = { ms: 0 }
  const clock = () => systemClock() + later.ms
  const town = stack.use(await openTown(vendors, clock, { macAuth: true }))
  const ports = { clock, log: silentLog, entropy: seeded('known').entropy }
  const gateways = await Promise.all(
    town.gateways.map(async (spec) => stack.use(await openGateway(spec, ports))),
  )
  const gateway = gateways[0]!
  const steps: Step[] = []
  const join = (at = gateway) =>
    new Phone(VISITOR, { ...town, clock, gateway: at, onStep: (step) => steps.push(step) })
  const viaOf = async (phone: Phone) => {
    const arrival = await phone.getOnline({ kind: 'known-device' })
    return arrival.kind === 'online' ? arrival.via : 'stuck'
  }
  {
    await using phone = join()
    assert.is(await viaOf(phone), 'code')
  }
  await gateway.settled()
  steps.length = 0
  const device = town.house.people.deviceOf(VISITOR.mac)
  const closing = stack.move()
  return {
    ...town,
    device: { id: device?.id ?? 0, person: device?.person ?? 0 },
    gateway,
    gateways,
    steps,
    later,
    join,
    viaOf,
    /** The phone's session as the city keeps it. */
    session() {
      const [session] = town.city.live.ofPerson(device?.person ?? 0)
      if (!session) throw new Error('no session is known')
      return session
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

const KnownDevice = suite('city/known-device')

for (const vendor of VENDORS) {
  KnownDevice(`comes back to a ${vendor} gateway and sees no page at all`, async () => {
    await using city = await openKnown(vendor)
    await using phone = city.join()
    assert.is(await city.viaOf(phone), 'open')
    assert.equal(city.steps, ['joined', 'online'])
    await city.gateway.settled()
    const { person, device, userName, grant } = city.session()
    assert.equal([person, device, userName], [city.device.person, city.device.id, ''])
    assert.is(city.city.grants.find(grant ?? 0)?.proof, 'device')
  })

  KnownDevice(`is slowed and ended at a ${vendor} gateway like any other`, async () => {
    await using city = await openKnown(vendor)
    await using phone = city.join()
    assert.is(await city.viaOf(phone), 'open')
    await city.gateway.settled()
    const rate = { upKbps: 64, downKbps: 128 }
    const limits = { sessionSeconds: 600, idleSeconds: 60, interimSeconds: 60, rate }
    assert.equal(await city.city.change(city.session(), limits), { kind: 'ack' })
    assert.equal(city.gateway.sessionOf(VISITOR.mac)?.allowance.rate, rate)
    assert.equal(await city.city.end(city.session()), { kind: 'ack' })
    assert.is(city.gateway.sessionOf(VISITOR.mac), undefined)
  })

  KnownDevice(`signs in again at a ${vendor} gateway once it is forgotten`, async () => {
    await using city = await openKnown(vendor)
    city.house.people.revokeDevice(city.device.id)
    city.later.ms = MINUTE
    await using phone = city.join()
    assert.is(await city.viaOf(phone), 'code')
  })
}

KnownDevice('signs in again after its month', async () => {
  await using city = await openKnown('mikrotik')
  city.later.ms = 30 * DAY
  await using phone = city.join()
  assert.is(await city.viaOf(phone), 'code')
})

KnownDevice('meets the portal when its day is spent, and gets no more there', async () => {
  await using city = await openKnown('chilli')
  const octets = 2_000_000_000
  {
    await using phone = city.join()
    assert.is(await city.viaOf(phone), 'open')
    city.gateway.carry(VISITOR.mac, 0, octets)
    city.gateway.enforce()
    await city.gateway.settled()
  }
  await using phone = city.join()
  assert.is(await city.viaOf(phone), 'stuck')
  assert.is(city.gateway.sessionOf(VISITOR.mac), undefined)
})

KnownDevice('is an alarm where it is in two communes at once, and its owner signs in', async () => {
  await using city = await openKnown('mikrotik', 'chilli')
  const [here, there] = city.gateways
  const communeOf = (id = '') =>
    city.house.places.site(city.house.gateways.find(id)?.site ?? '')?.commune
  assert.is.not(communeOf(here?.id), communeOf(there?.id))

  city.later.ms = MINUTE
  await using owner = city.join(here)
  assert.is(await city.viaOf(owner), 'open')
  await here?.settled()
  await using other = city.join(there)
  assert.is(await city.viaOf(other), 'code')
  const [alarm] = new AlarmStore(city.house.database).recent(1)
  assert.equal([alarm?.gateway, alarm?.elsewhere], [there?.id, here?.id])
})

KnownDevice.run()
