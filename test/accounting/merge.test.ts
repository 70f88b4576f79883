import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  endOf,
  epochOf,
  eventTime,
  hear,
  isNewest,
  replay,
  type Tally,
  type Word,
} from '#src/accounting/merge.ts'
import { DAY, HOUR, MINUTE } from '#src/kernel/clock.ts'

const NOON = Date.parse('2026-11-22T05:00:00Z')

function word(word: Partial<Word>): Word {
  return {
    status: 'interim',
    at: NOON + (word.seconds ?? 0) * 1000,
    seconds: 0,
    octetsIn: 0,
    octetsOut: 0,
    hasGigawords: true,
    cause: undefined,
    grant: undefined,
    ...word,
  }
}

const tallyOf = (...words: Word[]) => replay(words).tally as Tally

/** One session's truth, told in words of which some may be late, doubled or never come. */
const session = fc
  .array(
    fc.record({
      seconds: fc.integer({ min: 1, max: 3600 }),
      octetsIn: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      octetsOut: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      lateMs: fc.integer({ min: 0, max: 80_000 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((steps) => {
    const words = [word({ status: 'start' })]
    for (const [i, step] of steps.entries()) {
      const last = words.at(-1) as Word
      const seconds = last.seconds + step.seconds
      words.push(
        word({
          status: i === steps.length - 1 ? 'stop' : 'interim',
          seconds,
          at: NOON + seconds * 1000 + step.lateMs,
          octetsIn: last.octetsIn + step.octetsIn,
          octetsOut: last.octetsOut + step.octetsOut,
        }),
      )
    }
    return words
  })

const heardSome = session.chain((words) =>
  fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 40 }),
)

const Merge = suite('accounting/merge')

Merge('C8: comes to the same whatever the order and however often a word is heard', () => {
  fc.assert(
    fc.property(heardSome, fc.infiniteStream(fc.nat()), (heard, dice) => {
      const shuffled = heard
        .map((word) => ({ word, rank: dice.next().value as number }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ word }) => word)
      assert.equal(tallyOf(...shuffled, ...heard), tallyOf(...new Set(heard)))
    }),
    { numRuns: 2000 },
  )
})

Merge('C6: totals are the last truth heard, and the increments sum to them', () => {
  fc.assert(
    fc.property(heardSome, (heard) => {
      const { tally, increments } = replay(heard)
      for (const field of ['seconds', 'octetsIn', 'octetsOut'] as const) {
        const truth = Math.max(...heard.map((word) => word[field]))
        assert.is(tally?.[field], truth)
        assert.is(
          increments.reduce((sum, increment) => sum + increment[field], 0),
          truth,
        )
        assert.ok(increments.every((increment) => increment[field] >= 0))
      }
    }),
  )
})

Merge('C5: undoes the wrap of 32-bit counters, whatever the order', () => {
  fc.assert(
    fc.property(session, fc.infiniteStream(fc.nat()), (words, dice) => {
      const narrow = words.map((word) => ({
        ...word,
        hasGigawords: false,
        octetsIn: word.octetsIn % 2 ** 32,
        octetsOut: word.octetsOut % 2 ** 32,
      }))
      const shuffled = narrow
        .map((word) => ({ word, rank: dice.next().value as number }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ word }) => word)
      assert.equal(tallyOf(...shuffled), tallyOf(...words))
    }),
    { numRuns: 2000 },
  )
})

Merge('is one step when the word is the newest, and the same as telling it all again', () => {
  fc.assert(
    fc.property(session, (words) => {
      let tally: Tally | undefined
      for (const [i, word] of words.entries()) {
        assert.ok(!tally || isNewest(tally, word))
        tally = hear(tally, word).tally
        assert.equal(tally, tallyOf(...words.slice(0, i + 1)))
      }
    }),
  )
})

Merge('keeps the larger counter at the edge of 32 bits', () => {
  const before = word({ seconds: 300, octetsIn: 2 ** 32 - 1, hasGigawords: false })
  const wrapped = word({ seconds: 600, octetsIn: 0, hasGigawords: false })
  assert.is(tallyOf(before, wrapped).octetsIn, 2 ** 32)

  const fellLess = word({ seconds: 600, octetsIn: 2 ** 31 - 1, hasGigawords: false })
  assert.is(tallyOf(before, fellLess).octetsIn, 2 ** 32 - 1, 'half the range or less is no wrap')

  const after = word({ seconds: 600, at: NOON + 600_500, octetsIn: 9, hasGigawords: false })
  const sameSecond = word({
    seconds: 600,
    at: NOON + 600_700,
    octetsIn: 2 ** 32 - 1,
    hasGigawords: false,
  })
  assert.is(tallyOf(before, after, sameSecond).octetsIn, 2 ** 32 + 9, 'said before the wrap')

  const whole = word({ seconds: 600, octetsIn: 7, hasGigawords: true })
  assert.is(tallyOf(before, whole).octetsIn, 2 ** 32 - 1, 'Gigawords say it has not wrapped')
})

Merge('stops at the first Stop and lets later words add without reopening', () => {
  const stop = word({ status: 'stop', seconds: 600, octetsIn: 10, cause: 'User-Request' })
  const again = word({ status: 'stop', seconds: 600, at: stop.at + 5000, cause: 'Lost-Carrier' })
  const late = word({ seconds: 660, octetsIn: 12 })

  const tally = tallyOf(again, late, stop)
  assert.is(tally.stoppedAt, stop.at)
  assert.is(tally.stopCause, 'User-Request')
  assert.is(tally.octetsIn, 12)

  const earlier = word({ status: 'stop', seconds: 601, at: stop.at - 1000, cause: 'Idle-Timeout' })
  assert.is(
    tallyOf(stop, earlier).stoppedAt,
    earlier.at,
    'the first by its event, not its counters',
  )
})

Merge('tells a late word of an old session from the first of a new one by when they began', () => {
  const old = { id: 'old', startedAt: NOON, grant: undefined }
  const young = { id: 'young', startedAt: NOON + HOUR, grant: undefined }

  const late = word({ seconds: 1200, at: NOON + 1200_000 })
  assert.is(epochOf([young, old], late), old)
  const reset = word({ seconds: 30, at: NOON + HOUR + 30_000 })
  assert.is(epochOf([old, young], reset), young)
  assert.is(epochOf([old, young], word({ seconds: 0, at: NOON + 30 * MINUTE })), undefined)
})

Merge('never joins words of two grants, however close they began', () => {
  const epoch = { startedAt: NOON, grant: 7 }
  assert.is(epochOf([epoch], word({ grant: 8 })), undefined)
  assert.is(epochOf([epoch], word({ grant: 7 })), epoch)
  assert.is(epochOf([epoch], word({})), epoch)
})

Merge('C7: believes an Event-Timestamp of the last day, never the future', () => {
  const at = (eventTimestamp: number | undefined, delaySeconds = 7) =>
    eventTime({ receivedAt: NOON, delaySeconds, eventTimestamp })

  assert.is(at(NOON - HOUR), NOON - HOUR, 'never less the delay')
  assert.is(at(undefined), NOON - 7000)
  assert.is(at(NOON + 1), NOON - 7000)
  assert.is(at(0), NOON - 7000, 'a gateway without a clock starts in 1970')
  assert.is(at(NOON - DAY), NOON - 7000)
  assert.is(at(undefined, 2 ** 32 - 1), NOON - DAY)
})

Merge('ends at its last word what a restart ended, unless it was heard of since', () => {
  const tally = tallyOf(word({ status: 'start' }), word({ seconds: 300 }))
  const lost = { stoppedAt: NOON + 300_000, stopCause: 'NAS-Reboot', isInferred: true }
  const live = { stoppedAt: undefined, stopCause: undefined, isInferred: false }

  assert.equal(endOf(tally, undefined), live)
  assert.equal(endOf(tally, NOON + HOUR), lost)
  assert.equal(endOf(tally, NOON), live, 'it began no earlier than the restart')
  assert.equal(endOf(tallyOf(word({ seconds: 600 })), NOON + MINUTE), live)
  assert.equal(
    endOf(tally, NOON + 299_000),
    lost,
    'a word from the last breath is no proof of life',
  )
})

Merge.run()
