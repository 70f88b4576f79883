import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { isRandomised } from '#src/kernel/mac.ts'
import { parsePhone } from '#src/kernel/phone.ts'
import { Crowd, mobileNumber } from '#src/simulator/crowd.ts'
import { seeded } from '#src/simulator/seeded.ts'

const CrowdSuite = suite('simulator/crowd')

CrowdSuite('lets out no more people than there are', () => {
  const crowd = new Crowd(20, seeded('crowd'), () => undefined)
  const out = Array.from({ length: 20 }, () => crowd.next())
  assert.ok(out.every((next) => next && isRandomised(next.visitor.mac)))
  assert.is(crowd.next(), undefined)
  assert.is(crowd.outCount, 20)
})

CrowdSuite('sends some back out as known devices, and only those who were online', () => {
  const crowd = new Crowd(30, seeded('crowd'), () => undefined)
  const online = new Set<string>()
  for (let round = 0; round < 300; round++) {
    const next = crowd.next()
    assert.ok(next)
    if (next?.way.kind === 'known-device') assert.ok(online.has(next.visitor.mac))
    const isOnline = round % 3 > 0
    if (isOnline) online.add(next!.visitor.mac)
    crowd.home(next!.visitor, isOnline)
  }
  assert.is(crowd.outCount, 0)
})

CrowdSuite('hands vouchers to some while the desk has any', () => {
  const left = ['A', 'B']
  const crowd = new Crowd(200, seeded('crowd'), () => left.pop())
  const ways = Array.from({ length: 200 }, () => crowd.next()?.way)
  assert.is(ways.filter((way) => way?.kind === 'voucher').length, 2)
})

CrowdSuite('makes up only numbers that a network could have', () => {
  const chance = seeded('numbers')
  for (let n = 0; n < 200; n++) {
    const number = mobileNumber(chance)
    assert.is(parsePhone(number), number)
  }
})

CrowdSuite.run()
