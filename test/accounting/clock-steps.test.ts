import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClockSteps } from '#src/accounting/clock-steps.ts'
import { verify } from '#src/accounting/ledger.ts'
import { MINUTE } from '#src/kernel/clock.ts'
import { standingClock } from '#test/house.ts'
import { accountingRequest, NOON, openTestLedger } from '#test/ledger.ts'

const Steps = suite('accounting/clock-steps')

for (const stepMinutes of [61, -61]) {
  Steps(`counts a session once when our clock is set by ${stepMinutes} minutes`, async () => {
    let stepMs = 0
    const ticks = standingClock(0)
    using ledger = openTestLedger({ steps: new ClockSteps(ticks) })
    const say = async (sessionSeconds: number, octetsIn: number, timestamp?: number) => {
      ticks.advance(sessionSeconds * 1000 - ticks())
      const receivedAt = NOON + ticks() + stepMs
      const eventTimestamp = timestamp === undefined ? undefined : NOON + ticks()
      const word = { sessionSeconds, octetsIn, receivedAt, eventTimestamp, grant: 7 }
      await ledger.accounting.record(accountingRequest(word))
    }
    await say(300, 10)
    stepMs = stepMinutes * MINUTE
    await say(600, 20)
    await say(900, 30, 1)
    stepMs = 0
    await say(1200, 40)
    assert.is(ledger.sessions.countLive(), 1)
    assert.equal(ledger.usage.used(70, NOON).day, { seconds: 1200, octets: 40 })
    assert.equal(verify(ledger.database), [])
  })
}

Steps.run()
