import { array, assert as check, constantFrom, integer, property, record } from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Month } from '#src/kernel/period.ts'
import { Presences } from '#src/sessions/presences.ts'

const Noted = suite('sessions/presences')

const presence = record({
  month: constantFrom<Month[]>('2026-11' as Month, '2026-12' as Month),
  site: constantFrom('pier', 'Chợ Hạ Long 1', ''),
  kind: constantFrom<('person' | 'device')[]>('person', 'device'),
  subject: integer({ min: 1, max: 2 ** 32 - 1 }),
})

Noted('tells each presence as it was noted, once', () => {
  void check(
    property(array(presence), (all) => {
      const presences = new Presences()
      for (const round of [all, all]) {
        for (const { month, site, kind, subject } of round) {
          presences.add(month, site, kind, subject)
        }
      }
      const tell = presences.leave()
      const noted = all.map((one) => Object.values(one).join('\t'))
      for (const writes of [tell(), tell()]) {
        const told = [...writes].map(([_sql, ...values]) => values.join('\t'))
        assert.equal(told.sort(), [...new Set(noted)].sort())
      }
      assert.ok(presences.isEmpty)
    }),
  )
})

Noted('notes nobody again who comes back after it has left', () => {
  const presences = new Presences()
  const note = () => presences.add('2026-11' as Month, 'pier', 'person', 1)
  note()
  assert.not.ok(presences.isEmpty)
  presences.leave()
  note()
  assert.ok(presences.isEmpty)
})

Noted.run()
