import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Agenda } from '#src/enforcement/agenda.ts'

const Agendas = suite('enforcement/agenda')

/** Takes all that is due from both: the same, in the same order but for those of one time. */
function takeFromBoth(agenda: Agenda, times: Map<number, number>, now: number): void {
  const taken: number[] = []
  for (let next = agenda.take(now); next !== undefined; next = agenda.take(now)) taken.push(next)
  const due = [...times].filter(([, at]) => at <= now)
  const inOrder = (subjects: number[]) => subjects.toSorted((a, b) => a - b)
  assert.equal(inOrder(taken), inOrder(due.map(([subject]) => subject)))
  const at = taken.map((subject) => times.get(subject) ?? 0)
  assert.equal(at, inOrder(at))
  for (const subject of taken) times.delete(subject)
}

Agendas('takes each subject at the last time it was put down for, the earliest first', () => {
  const put = fc.record({ subject: fc.nat(20), at: fc.oneof(fc.nat(50), fc.constant(Infinity)) })
  const round = fc.record({ puts: fc.array(put, { maxLength: 300 }), now: fc.nat(50) })
  fc.assert(
    fc.property(fc.array(round, { maxLength: 5 }), (rounds) => {
      const agenda = new Agenda()
      const times = new Map<number, number>()
      for (const { puts, now } of rounds) {
        for (const { subject, at } of puts) {
          agenda.set(subject, at)
          if (at === Infinity) times.delete(subject)
          else times.set(subject, at)
        }
        takeFromBoth(agenda, times, now)
        assert.is(agenda.size, times.size)
      }
    }),
  )
})

Agendas('keeps no more than it must of what was put off again and again', () => {
  const agenda = new Agenda()
  for (let at = 0; at < 100_000; at++) agenda.set(at % 10, at)
  assert.equal([agenda.size, agenda.weight], [10, 10])
})

Agendas('keeps no more than it must of what was put forward again and again', () => {
  const agenda = new Agenda()
  for (let at = 100_000; at > 0; at--) agenda.set(at % 10, at)
  assert.is(agenda.size, 10)
  assert.ok(agenda.weight < 200, `${agenda.weight}`)
})

Agendas('what was taken, or taken off, is there once when it is put down again', () => {
  const agenda = new Agenda()
  agenda.set(1, 5)
  assert.is(agenda.take(5), 1)
  agenda.set(1, 9)
  agenda.set(1, Infinity)
  agenda.set(1, 7)
  assert.equal([agenda.take(6), agenda.take(9), agenda.take(9)], [undefined, 1, undefined])
})

Agendas.run()
