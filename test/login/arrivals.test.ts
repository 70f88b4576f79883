import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MINUTE } from '#src/kernel/clock.ts'
import { Arrivals } from '#src/login/arrivals.ts'

const ArrivalsSuite = suite('login/arrivals')
const grant = (id: number, person: number, device = id) => ({ id, person, device })

ArrivalsSuite('counts a device from its yes to the first word of its session', () => {
  const arrivals = new Arrivals()
  arrivals.add(grant(1, 9), 0)
  arrivals.add(grant(2, 9), 0)
  arrivals.add(grant(3, 8), 0)
  assert.equal(arrivals.devicesOf(9, MINUTE), [1, 2])
  arrivals.end(1)
  arrivals.end(1)
  assert.equal(arrivals.devicesOf(9, MINUTE), [2])
  assert.equal(arrivals.devicesOf(7, MINUTE), [])
})

ArrivalsSuite('keeps nobody out for more than two minutes by a session that never came', () => {
  const arrivals = new Arrivals()
  arrivals.add(grant(1, 9), 0)
  assert.equal(arrivals.devicesOf(9, 2 * MINUTE - 1), [1])
  assert.equal(arrivals.devicesOf(9, 2 * MINUTE), [])
  arrivals.add(grant(2, 9), 2 * MINUTE)
  assert.equal(arrivals.devicesOf(9, 2 * MINUTE), [2])
})

ArrivalsSuite('counts a grant that is decided on twice once', () => {
  const arrivals = new Arrivals()
  arrivals.add(grant(1, 9), 0)
  arrivals.add(grant(1, 9), 5)
  arrivals.end(1)
  assert.equal(arrivals.devicesOf(9, 5), [])
})

ArrivalsSuite('starts with those who were let in before a restart', () => {
  const row = { ...grant(1, 9), gateway: '', site: '', plan: '', proof: 'device', grantedAt: 0 }
  const arrivals = new Arrivals([
    { grant: { ...row, proof: 'device', expiresAt: 0 }, usedAt: 1000 },
  ])
  assert.equal(arrivals.devicesOf(9, MINUTE), [1])
})

ArrivalsSuite('keeps nobody out when the clock is set back', () => {
  const arrivals = new Arrivals()
  arrivals.add(grant(1, 9), 10 * MINUTE)
  assert.equal(arrivals.devicesOf(9, 0), [])
  arrivals.add(grant(2, 9), 0)
  assert.equal(arrivals.devicesOf(9, 0), [2])
})

ArrivalsSuite.run()
