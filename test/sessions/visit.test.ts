import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verify } from '#src/accounting/ledger.ts'
import { MINUTE } from '#src/kernel/clock.ts'
import { type Stay, VISIT_GAP_MS, visitOf } from '#src/sessions/visit.ts'
import { accountingRequest, NOON, openTestLedger } from '#test/ledger.ts'

/** A stay of one phone, from and until so many minutes past noon. */
function stay(id: number, from: number, until: number, more: Partial<Stay> = {}): Stay {
  const at = { startedAt: NOON + from * MINUTE, updatedAt: NOON + until * MINUTE }
  const whose = { gateway: `gw-${id}`, person: 1, device: 1, acctMultiSessionId: undefined }
  return { id, ...whose, ...at, ...more }
}

const idsOf = (session: Stay, others: readonly Stay[]) =>
  visitOf(session, others).map(({ id }) => id)

const anyStay = fc
  .record({ from: fc.nat(300), lasts: fc.nat(60), device: fc.integer({ min: 1, max: 2 }) })
  .map(({ from, lasts, device }) => ({ from, until: from + lasts, device }))
const anyStays = fc
  .array(anyStay, { minLength: 1, maxLength: 12 })
  .map((stays) => stays.map(({ from, until, device }, id) => stay(id, from, until, { device })))

const Visit = suite('sessions/visit')

Visit('a phone that goes from gateway to gateway is on one visit, whichever is asked about', () => {
  const stays = [stay(1, 0, 30), stay(2, 40, 60), stay(3, 75, 80)]
  for (const session of stays) assert.equal(idsOf(session, stays), [1, 2, 3])
})

Visit('who comes back later than a quarter of an hour is on a new one', () => {
  const [first, later] = [stay(1, 0, 30), stay(2, 46, 60)]
  assert.equal(idsOf(later, [first]), [2])
  const soon = { ...later, startedAt: first.updatedAt + VISIT_GAP_MS }
  assert.equal(idsOf(soon, [first]), [1, 2])
})

Visit('another phone, or the same phone with another person, is another guest', () => {
  const others = [stay(1, 0, 30, { device: 2 }), stay(2, 0, 30, { person: 2 })]
  const nobody = { person: undefined, device: undefined }
  assert.equal(idsOf(stay(3, 31, 40), others), [3])
  assert.equal(idsOf(stay(3, 31, 40, nobody), [stay(1, 0, 30, nobody)]), [3])
})

Visit(
  'RFC 2866 §5.11: an Acct-Multi-Session-Id joins what its gateway knows to be one phone',
  () => {
    const unknown = { gateway: 'controller', device: undefined, acctMultiSessionId: 'roam-7' }
    const stays = [stay(1, 0, 30, unknown), stay(2, 31, 60, unknown)]
    assert.equal(idsOf(stays[1]!, stays), [1, 2])
    const elsewhere = stay(3, 31, 60, { ...unknown, gateway: 'another' })
    assert.equal(idsOf(elsewhere, stays), [3], 'another controller counts for itself')
  },
)

Visit('visits divide the sessions of a phone, in whatever order they are looked at', () => {
  fc.assert(
    fc.property(anyStays, fc.infiniteStream(fc.nat()), (stays, ranks) => {
      const rank = new Map(stays.map(({ id }) => [id, ranks.next().value]))
      const shuffled = stays.toSorted((a, b) => (rank.get(a.id) ?? 0) - (rank.get(b.id) ?? 0))
      for (const session of stays) {
        const visit = visitOf(session, stays)
        assert.equal(
          idsOf(session, [...shuffled, ...shuffled]),
          visit.map(({ id }) => id),
        )
        for (const other of visit) assert.equal(visitOf(other, stays), visit)
        const outside = stays.filter(
          (other) => other.device === session.device && !visit.includes(other),
        )
        for (const other of outside) {
          const gap = Math.max(
            other.startedAt - session.updatedAt,
            session.startedAt - other.updatedAt,
          )
          assert.ok(gap > VISIT_GAP_MS)
        }
      }
    }),
  )
})

Visit(
  'C12 (RFC 2866 §5.11): a phone that roams is on one visit, however late its words come',
  async () => {
    using ledger = openTestLedger()
    const { accounting, sessions, database } = ledger
    const first = { acctSessionId: 'a', grant: 7 }
    const second = { gateway: 'gw-2', acctSessionId: 'b', grant: 7 }
    await accounting.record(
      accountingRequest({ ...second, status: 'start', receivedAt: NOON + 40 * MINUTE }),
    )
    await accounting.record(accountingRequest({ ...first, status: 'start' }))
    const [there] = sessions.epochs('gw-2', 'b')
    const idsOf = () =>
      (there ? sessions.visitOf(there) : []).map(({ acctSessionId }) => acctSessionId)
    assert.equal(idsOf(), ['b'], 'nobody heard of it for forty minutes')

    await accounting.record(accountingRequest({ ...first, status: 'stop', sessionSeconds: 1800 }))
    assert.equal(idsOf(), ['a', 'b'])
    assert.equal(verify(database), [])
  },
)

Visit(
  'C12 (RFC 2866 §5.11): an Acct-Multi-Session-Id is kept, and joins what no grant does',
  async () => {
    using ledger = openTestLedger()
    const { accounting, sessions, database } = ledger
    const roam = { acctMultiSessionId: 'roam-7', sessionSeconds: 60 }
    await accounting.record(accountingRequest({ acctSessionId: 'a' }))
    await accounting.record(accountingRequest({ acctSessionId: 'a', ...roam }))
    await accounting.record(
      accountingRequest({ acctSessionId: 'b', ...roam, receivedAt: NOON + 9 * MINUTE }),
    )
    const [, newest] = sessions.visitOf(sessions.epochs('gw-1', 'a')[0]!)
    assert.equal([newest?.acctSessionId, newest?.acctMultiSessionId], ['b', 'roam-7'])
    assert.equal(verify(database), [])
  },
)

Visit.run()
