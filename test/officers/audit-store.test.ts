import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AuditStore } from '#src/officers/audit-store.ts'
import { openTestStore } from '#test/house.ts'

function openTrail(rows: number) {
  const store = openTestStore()
  const trail = new AuditStore(store.database, store.keyring)
  for (let n = 1; n <= rows; n++) {
    const detail = { vendor: 'mikrotik', address: `10.0.0.${n}/32` }
    trail.append({
      at: 1000 - n,
      actor: 'lan',
      action: 'gateway.added',
      subject: `gw-${n}`,
      detail,
    })
  }
  return { ...store, trail, [Symbol.dispose]: store[Symbol.dispose] }
}

const Audit = suite('officers/audit-store')

Audit('is whole as long as nobody touches it, whatever the clock did', async () => {
  using open = openTrail(5)
  const verdict = await open.trail.verify()
  assert.is(verdict.kind, 'whole')
  assert.is(verdict.kind === 'whole' && verdict.head.seq, 5)
})

Audit('lists newest first, a page at a time', () => {
  using open = openTrail(5)
  const seqs = (page: { before?: number; limit: number }) =>
    open.trail.list(page).map(({ seq }) => seq)
  assert.equal(seqs({ limit: 2 }), [5, 4])
  assert.equal(seqs({ before: 4, limit: 9 }), [3, 2, 1])
})

Audit('names the row in which one octet was changed, whichever column', async () => {
  for (const change of [
    "actor = 'hai'",
    'at = at + 1',
    "action = 'gateway.removed'",
    "subject = 'gw-9'",
    `detail = replace(detail, '10.0.0', '10.0.1')`,
    `detail = detail || ' '`,
    'hash = zeroblob(32)',
  ]) {
    using open = openTrail(5)
    open.database.run(`UPDATE audit SET ${change} WHERE seq = 3`)
    assert.equal(await open.trail.verify(), { kind: 'broken', seq: 3 }, change)
  }
})

Audit('notices a row taken out, and two that changed places', async () => {
  using dropped = openTrail(5)
  dropped.database.run('DELETE FROM audit WHERE seq = 2')
  assert.equal(await dropped.trail.verify(), { kind: 'broken', seq: 2 })

  using swapped = openTrail(5)
  swapped.database.script(
    'UPDATE audit SET seq = -1 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = -1',
  )
  assert.equal(await swapped.trail.verify(), { kind: 'broken', seq: 2 })
})

Audit('notices a cut end by a head written down before', async () => {
  using open = openTrail(5)
  const before = await open.trail.verify()
  if (before.kind !== 'whole') throw new Error('broken')
  open.database.run('DELETE FROM audit WHERE seq = 5')
  assert.is((await open.trail.verify()).kind, 'whole')
  assert.equal(await open.trail.verify(before.head), { kind: 'broken', seq: 5 })

  open.trail.append({ at: 1, actor: 'x', action: 'forged', subject: 'y', detail: {} })
  assert.equal(await open.trail.verify(before.head), { kind: 'broken', seq: 5 })
})

Audit('is undone with the transaction it joined', async () => {
  using open = openTrail(1)
  assert.throws(() =>
    open.database.transaction(() => {
      open.trail.append({ at: 1, actor: 'x', action: 'a', subject: 'y', detail: {} })
      throw new Error('the write failed')
    }),
  )
  assert.is(open.trail.list({ limit: 9 }).length, 1)
})

Audit.run()
