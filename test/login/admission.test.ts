import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { HOUR, MINUTE, type Millis, SECOND } from '#src/kernel/clock.ts'
import { type AdmissionPorts, type Asking, admissionOf, admit } from '#src/login/admission.ts'
import { Arrivals } from '#src/login/arrivals.ts'
import { authorize } from '#src/login/authorize.ts'
import { sendCode } from '#src/login/phone-code.ts'
import { proveCode } from '#src/login/prove.ts'
import type { Opening } from '#src/places/opening-hours.ts'
import { type Plan, PUBLIC_PLAN } from '#src/plans/plan.ts'
import type { Session } from '#src/sessions/session.ts'
import {
  consent,
  lan,
  macNumber,
  openTestLogin,
  requestWith,
  sessionOf,
  visitAs,
} from '#test/login.ts'

const NOON = Date.parse('2026-11-22T05:00:00Z')
const ALWAYS: Opening = { isOpen: true, closesAt: Number.POSITIVE_INFINITY }

function openAdmission(plan: Partial<Plan> = {}) {
  const world = {
    live: [] as Session[],
    used: { seconds: 0, octets: 0 },
    opening: ALWAYS,
    slowed: [] as number[],
  }
  const ports: AdmissionPorts = {
    plans: { find: () => ({ ...PUBLIC_PLAN, ...plan }) },
    used: () => ({ day: world.used, month: world.used }),
    liveOfPerson: (person) => world.live.filter((session) => session.person === person),
    openingAt: () => world.opening,
    arrivals: new Arrivals(),
    slowed: { add: (grant) => world.slowed.push(grant) },
  }
  return { world, ports }
}

function grantOf(id: number, changes: Partial<Asking> = {}) {
  const expiresAt = NOON + 3 * HOUR
  return { id, person: 1, device: id, site: 'hon-gai', plan: 'public', expiresAt, ...changes }
}

const Admission = suite('login/admission')

Admission('ends a session when its place closes, and lets nobody in for the last second', () => {
  const { world, ports } = openAdmission()
  world.opening = { isOpen: true, closesAt: NOON + 20 * MINUTE }
  const open = admissionOf(ports, grantOf(1), NOON)
  assert.is(open.kind === 'open' && open.limits.sessionSeconds, 20 * 60)

  world.opening = { isOpen: true, closesAt: NOON + SECOND - 1 }
  assert.equal(admissionOf(ports, grantOf(1), NOON), {
    kind: 'closed',
    opensAt: NOON + SECOND - 1,
  })
  world.opening = { isOpen: false, opensAt: NOON + HOUR }
  assert.equal(admissionOf(ports, grantOf(1), NOON), { kind: 'closed', opensAt: NOON + HOUR })
})

Admission('gives nothing for the last second of what was granted', () => {
  const { ports } = openAdmission()
  const expiring = grantOf(1, { expiresAt: NOON + SECOND - 1 })
  assert.is(admissionOf(ports, expiring, NOON).kind, 'grant-expired')
})

Admission('counts the time of sessions that run and were not heard of since', () => {
  const { world, ports } = openAdmission({ dayMinutes: 60 })
  const updatedAt = NOON - 10 * MINUTE
  world.live = [sessionOf(1, NOON, { updatedAt }), sessionOf(2, NOON, { updatedAt })]
  world.used = { seconds: 30 * 60, octets: 0 }
  const open = admissionOf(ports, grantOf(3), NOON)
  assert.is(open.kind === 'open' && open.limits.sessionSeconds, 10 * 60)
})

Admission('keeps that a grant came in at the slow rate', () => {
  const { world, ports } = openAdmission({ atLimit: { slowUpKbps: 64, slowDownKbps: 128 } })
  world.used = { seconds: 0, octets: 3e9 }
  assert.is(admissionOf(ports, grantOf(4), NOON).kind, 'open')
  assert.equal(world.slowed, [])
  admit(ports, grantOf(4), NOON)
  assert.equal(world.slowed, [4])
})

Admission('lets one of two devices in when two gateways ask in the same millisecond', () => {
  const { ports } = openAdmission({ devices: 1 })
  assert.is(admit(ports, grantOf(1), NOON).kind, 'open')
  assert.equal(admit(ports, grantOf(2), NOON), { kind: 'too-many-devices', devices: 1 })
  assert.is(admit(ports, grantOf(3, { device: 1 }), NOON).kind, 'open', 'a device that roams')
  assert.is(admit(ports, grantOf(4, { person: 2 }), NOON).kind, 'open')
})

Admission('accepts one of two Access-Requests that two gateways send at once', async () => {
  using login = openTestLogin()
  login.world.plans = [{ ...PUBLIC_PLAN, devices: 1 }]
  const requests = []
  for (const n of [1, 2]) {
    const visit = visitAs({ gateway: `hg-${n}`, mac: macNumber(n) })
    await sendCode(login.ports, visit, lan, 'vi')
    const code = login.inbox.at(-1)?.code ?? ''
    const granted = await proveCode(login.ports, visit, lan, code, consent)
    assert.ok(granted.kind === 'granted')
    requests.push(requestWith(granted.credential, visit))
    login.clock.advance(31 * SECOND)
  }
  login.clock.advance(-31 * SECOND)
  const replies = await Promise.all(requests.map((request) => authorize(login.ports, request)))
  assert.equal(
    replies.map((reply) => (reply.kind === 'reject' ? reply.message : reply.kind)).sort(),
    ['accept', 'too-many-devices'],
  )
})

type Step = {
  readonly kind: 'ask' | 'start' | 'stop' | 'wait'
  readonly device: number
  readonly gateway: number
  readonly ms: Millis
}
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('ask', 'ask', 'start', 'stop', 'wait'),
    device: fc.integer({ min: 1, max: 6 }),
    gateway: fc.integer({ min: 1, max: 3 }),
    ms: fc.nat(30 * SECOND),
  }),
  { maxLength: 60 },
)

/** Devices that come and go; a Start is heard within the two minutes a gateway has for it. */
class Square {
  readonly world
  readonly ports
  readonly pending: { grant: number; device: number; gateway: number; since: Millis }[] = []
  now = NOON
  grants = 0

  constructor(devices: number) {
    const { world, ports } = openAdmission({ devices })
    this.world = world
    this.ports = ports
  }

  take({ kind, device, gateway, ms }: Step): void {
    if (kind === 'ask') this.ask(device, gateway)
    else if (kind === 'start') this.start()
    else if (kind === 'stop') this.world.live.splice(device % (this.world.live.length || 1), 1)
    else this.now += ms
    while ((this.pending[0]?.since ?? this.now) < this.now - MINUTE) this.start()
  }

  ask(device: number, gateway: number): void {
    const grant = ++this.grants
    const admission = admit(this.ports, grantOf(grant, { device }), this.now)
    if (admission.kind === 'open') this.pending.push({ grant, device, gateway, since: this.now })
  }

  start(): void {
    const next = this.pending.shift()
    if (!next) return
    const { grant, device, gateway } = next
    this.world.live.push(sessionOf(grant, this.now, { device, gateway: `g-${gateway}` }))
    this.ports.arrivals.end(grant)
  }

  get devices(): number {
    return new Set([...this.world.live, ...this.pending].map(({ device }) => device)).size
  }
}

Admission('never has more of a person’s devices at once than the plan lets be', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 3 }), (taken, devices) => {
      const square = new Square(devices)
      for (const step of taken) {
        square.take(step)
        assert.ok(square.devices <= devices, `${square.devices} of ${devices}`)
      }
    }),
  )
})

Admission('lets a device in whenever there is room for it', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 3 }), (taken, devices) => {
      const square = new Square(devices)
      for (const step of taken) square.take(step)
      square.now += 3 * MINUTE
      while (square.pending.length > 0) square.start()
      const hadRoom = square.devices < devices
      const admission = admit(square.ports, grantOf(9999, { device: 99 }), square.now)
      assert.is(admission.kind === 'open', hadRoom)
    }),
  )
})

Admission.run()
