import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Backlog, type BacklogOptions } from '#src/radius/backlog.ts'

type Request = { gateway: string; goesFirst: boolean; heardAt: number; name: string }

function request(name: string, rest: Partial<Request> = {}): Request {
  return { name, gateway: name.slice(0, 1), goesFirst: false, heardAt: 0, ...rest }
}

function open(options: Partial<BacklogOptions<Request>> = {}) {
  const shed: string[] = []
  const backlog = new Backlog<Request>({
    max: 100,
    patienceMs: 1000,
    orderMs: 1000,
    sheds: 'oldest',
    onShed: ({ name }, why) => shed.push(`${name} ${why}`),
    ...options,
  })
  const drain = (now = 0) => {
    const served: string[] = []
    for (let next = backlog.next(now); next; next = backlog.next(now)) served.push(next.name)
    return served
  }
  return { backlog, shed, drain }
}

const Waiting = suite('radius/backlog')

Waiting('gives each gateway its turn', () => {
  const { backlog, drain } = open()
  for (const name of ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2']) backlog.put(request(name))
  assert.equal(drain(), ['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4'])
})

Waiting('RFC 5080 §2.2.1: serves first what must go first', () => {
  const { backlog, drain } = open()
  for (const name of ['a1', 'a2']) backlog.put(request(name))
  for (const name of ['a3', 'a4']) backlog.put(request(name, { goesFirst: true }))
  assert.equal(drain(), ['a3', 'a4', 'a1', 'a2'])
})

Waiting('sheds what its gateway has given up', () => {
  const { backlog, shed, drain } = open({ patienceMs: 1000 })
  backlog.put(request('a1'))
  backlog.put(request('a2', { heardAt: 1 }))
  backlog.put(request('a3', { heardAt: 500 }))
  assert.equal(drain(1001), ['a2', 'a3'])
  assert.equal(shed, ['a1 late'])
  assert.is(backlog.size, 0)
})

Waiting('serves in order until one has waited too long for that, then the newest first', () => {
  const { backlog } = open({ orderMs: 500 })
  const served = (now: number) => backlog.next(now)?.name
  for (const name of ['a1', 'a2', 'a3']) backlog.put(request(name))
  backlog.put(request('a4', { heardAt: 300 }))
  assert.is(served(500), 'a1')
  assert.is(served(501), 'a4')
  backlog.put(request('a5', { heardAt: 501 }))
  assert.is(served(501), 'a5')
  assert.equal([served(501), served(501), served(501)], ['a3', 'a2', undefined])
})

Waiting('an old request of one gateway does not change the order of another', () => {
  const { backlog } = open({ orderMs: 500 })
  for (const name of ['a1', 'a2']) backlog.put(request(name))
  for (const name of ['b1', 'b2']) backlog.put(request(name, { heardAt: 400 }))
  const served = Array.from({ length: 4 }, () => backlog.next(600)?.name)
  assert.equal(served, ['a2', 'b1', 'a1', 'b2'])
})

Waiting('among many the newest is served first, before it those that must go first', () => {
  const { backlog } = open({ orderMs: 500 })
  backlog.put(request('a1', { goesFirst: true }))
  backlog.put(request('a2', { goesFirst: true, heardAt: 600 }))
  backlog.put(request('a3', { heardAt: 700 }))
  const served = Array.from({ length: 3 }, () => backlog.next(700)?.name)
  assert.equal(served, ['a2', 'a1', 'a3'])
})

Waiting('serves records in order however many there are, and however long they wait', () => {
  const endless = { patienceMs: Number.POSITIVE_INFINITY, orderMs: Number.POSITIVE_INFINITY }
  const { backlog, drain } = open({ max: 4, sheds: 'newest', ...endless })
  for (const name of ['a1', 'b1', 'a2', 'a3']) backlog.put(request(name))
  assert.equal(drain(100_000), ['a1', 'b1', 'a2', 'a3'])
})

Waiting('sheds what is too old before it serves the newest', () => {
  const { backlog, shed } = open({ patienceMs: 1000, orderMs: 100 })
  backlog.put(request('a1', { goesFirst: true }))
  backlog.put(request('a2'))
  for (const name of ['a3', 'a4', 'a5']) backlog.put(request(name, { heardAt: 600 }))
  assert.is(backlog.next(1001)?.name, 'a5')
  assert.equal(shed, ['a1 late', 'a2 late'])
  assert.is(backlog.size, 2)
})

Waiting('sheds the oldest sign-in first, and one under way last', () => {
  const { backlog, shed, drain } = open({ max: 3 })
  backlog.put(request('a1', { goesFirst: true }))
  for (const name of ['a2', 'a3', 'a4', 'a5']) backlog.put(request(name))
  assert.equal(shed, ['a2 full', 'a3 full'])
  assert.equal(drain(), ['a1', 'a4', 'a5'])
})

Waiting('takes no more records than it has room for, and keeps the oldest', () => {
  const { backlog, shed, drain } = open({ max: 3, sheds: 'newest' })
  for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) backlog.put(request(name))
  assert.equal(shed, ['a4 full', 'a5 full'])
  assert.equal(drain(), ['a1', 'a2', 'a3'])
})

Waiting('makes room for a quiet gateway at the price of the one that floods', () => {
  for (const sheds of ['oldest', 'newest'] as const) {
    const { backlog, shed, drain } = open({ max: 6, sheds })
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6']) backlog.put(request(name))
    for (const name of ['b1', 'c1', 'b2']) backlog.put(request(name))
    const rest = sheds === 'oldest' ? ['a4', 'a5', 'a6'] : ['a1', 'a2', 'a3']
    assert.is(shed.length, 3)
    assert.ok(shed.every((line) => line.startsWith('a')))
    assert.equal(drain().sort(), [...rest, 'b1', 'b2', 'c1'].sort())
  }
})

Waiting('takes more gateways than it has room for requests', () => {
  const { backlog, shed, drain } = open({ max: 2 })
  for (const name of ['a1', 'b1', 'c1', 'd1']) backlog.put(request(name))
  assert.is(shed.length, 2)
  assert.is(drain().length, 2)
})

const event = fc.record({
  kind: fc.constantFrom('put', 'put', 'put', 'next', 'wait'),
  gateway: fc.constantFrom('a', 'b', 'c', 'd'),
  goesFirst: fc.boolean(),
})

Waiting('serves or sheds every request exactly once, and never holds more than its room', () => {
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 400 }),
      fc.constantFrom('oldest', 'newest'),
      (events, sheds) => {
        let now = 0
        let put = 0
        const { backlog, shed, drain } = open({ max: 12, patienceMs: 50, orderMs: 30, sheds })
        const served: string[] = []
        for (const { kind, gateway, goesFirst } of events) {
          if (kind === 'wait') now += 20
          else if (kind === 'next') served.push(backlog.next(now)?.name ?? '')
          else backlog.put(request(`${gateway}${++put}`, { goesFirst, heardAt: now }))
          assert.ok(backlog.size <= 12)
        }
        served.push(...drain(now))
        const ends = [...served.filter(Boolean), ...shed.map((line) => line.split(' ')[0])]
        assert.is(ends.length, put)
        assert.is(new Set(ends).size, put)
        assert.is(backlog.size, 0)
      },
    ),
  )
})

Waiting('under five times the load it can serve, all gateways are served, and at once', () => {
  const { backlog } = open({ max: 500, orderMs: 50 })
  const answered = new Map<string, number>()
  const waits: number[] = []
  for (let now = 0; now < 10_000; now += 10) {
    for (let i = 0; i < 49; i++) backlog.put(request(`flood${now}.${i}`, { heardAt: now }))
    backlog.put(request(`quiet${now}`, { heardAt: now }))
    for (let i = 0; i < 10; i++) {
      const next = backlog.next(now)
      assert.ok(next, 'there is always something to serve')
      answered.set(next.gateway, (answered.get(next.gateway) ?? 0) + 1)
      waits.push(now - next.heardAt)
    }
  }
  assert.is(answered.get('q'), 1000, 'every request of the quiet gateway')
  assert.is(answered.get('f'), 9000, 'all the rest of what can be served')
  assert.ok(Math.max(...waits) <= 100, 'nobody is answered who may have given up')
})

Waiting(
  'RFC 5080 §2.2.1: of a storm of gateways that back off all are served, without a pause',
  () => {
    const [phones, perStep, stepMs] = [4000, 8, 20]
    const shed = new Map<string, number>()
    const { backlog } = open({
      ...{ max: 1280, patienceMs: 30_000, orderMs: 250 },
      onShed: ({ name }) => shed.set(name, (shed.get(name) ?? 0) + 1),
    })
    const served = new Set<string>()
    let idle = 0
    // A copy of what was served takes no time.
    const next = (now: number) => {
      let request = backlog.next(now)
      while (request && served.has(request.name)) request = backlog.next(now)
      return request
    }
    for (let now = 0; served.size < phones && now < 31_000; now += stepMs) {
      for (const name of askingAt(now, phones, stepMs)) {
        if (served.has(name)) continue
        backlog.put(request(name, { heardAt: now, goesFirst: (shed.get(name) ?? 0) >= 3 }))
      }
      for (let i = 0; i < perStep; i++) {
        const request = next(now)
        if (request) served.add(request.name)
        else idle++
      }
    }
    assert.is(served.size, phones)
    assert.ok(idle < phones / 20, `idle for ${idle} of ${phones}`)
  },
)

/** Who asks within this step, for the first time during two seconds and then after 1, 2, 4, 8 s more. */
function* askingAt(now: number, phones: number, stepMs: number): Generator<string> {
  for (let n = 0; n < phones; n++) {
    const first = (n * 2000) / phones
    for (const afterMs of [0, 1000, 3000, 7000, 15_000]) {
      const at = first + afterMs
      if (at >= now && at < now + stepMs) yield `${String.fromCharCode(97 + (n % 20))}${n}`
    }
  }
}

Waiting.run()
