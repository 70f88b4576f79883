import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { desired } from '#firmware-config/mikrotik/desired.ts'
import { type DesiredFor, reconcile } from '#src/fleet/reconcile.ts'
import type { Tree, TreeRow } from '#src/simulator/routeros/tree.ts'
import { openEmulator, opener, siteFacts } from '#test/routeros.ts'

const desiredFor: DesiredFor = (device) => desired({ ...siteFacts, device })
const signal = new AbortController().signal

const ROWS = [
  '/radius',
  '/ip/hotspot/walled-garden',
  '/ip/hotspot/walled-garden/ip',
  '/ip/dhcp-server/option',
] as const

/** What people and devices do to a configuration behind our back. */
type Tampering = {
  readonly kind: 'remove' | 'disable' | 'rewrite' | 'copy' | 'foreign' | 'stale' | 'last'
  readonly path: (typeof ROWS)[number]
  readonly at: number
}

const tampering: fc.Arbitrary<Tampering> = fc.record({
  kind: fc.constantFrom('remove', 'disable', 'rewrite', 'copy', 'foreign', 'stale', 'last'),
  path: fc.constantFrom(...ROWS),
  at: fc.nat({ max: 20 }),
})

/** A copy stays where it is while the row it was made of moves past it. */
const movedPastItsCopy: Tampering[] = (['remove', 'remove', 'copy'] as const).map((kind) => {
  return { kind, path: '/ip/hotspot/walled-garden/ip', at: 0 }
})

const isOurs = ({ values }: TreeRow) =>
  /^phu-song/.test(values['comment'] ?? '') || /^phu-song/.test(values['name'] ?? '')

function tamper(tree: Tree, { kind, path, at }: Tampering, serial: number): void {
  const rows = tree.rows(path)
  const row = rows[at % Math.max(rows.length, 1)]
  const isNamed = path === '/ip/dhcp-server/option'
  const named = (name: string) => (isNamed ? { name } : { comment: name })
  if (kind === 'foreign') tree.plant(path, named(`bench-${serial}`))
  else if (kind === 'stale') tree.plant(path, named(`phu-song/stale-${serial}`))
  else if (!row || !isOurs(row)) return
  else if (kind === 'remove') tree.remove(path, row.id)
  else if (kind === 'disable' && !isNamed) tree.alter(path, row.id, { disabled: 'true' })
  else if (kind === 'rewrite')
    tree.alter(path, row.id, { action: 'deny', timeout: '1s', code: '1' })
  else if (kind === 'copy' && !isNamed) tree.plant(path, row.values)
  else if (kind === 'last' && !isNamed) tree.move(path, [row.id])
}

/** What a technician made, in order. */
function foreignOf(tree: Tree): unknown[] {
  return ROWS.flatMap((path) =>
    tree
      .rows(path)
      .filter((row) => !isOurs(row))
      .map(({ id, values }) => [path, id, values]),
  )
}

const Drift = suite('city/device-drift')

Drift('brings any tampered device back in one pass, and leaves what is not ours', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(tampering, { maxLength: 12 }), async (tamperings) => {
      await using emulator = await openEmulator()
      const { tree, access } = emulator
      const bring = () => reconcile({ open: opener(access), desiredFor, signal })
      tree.plant('/ip/dhcp-server/network', { address: '10.5.50.0/24' })
      assert.is((await bring()).kind, 'changed')

      for (const [serial, one] of tamperings.entries()) tamper(tree, one, serial)
      const before = foreignOf(tree)
      const outcome = await bring()

      assert.is.not(outcome.kind, 'drifting', JSON.stringify(outcome))
      assert.is((await bring()).kind, 'settled')
      assert.equal(foreignOf(tree), before)
    }),
    { numRuns: 40, examples: [[movedPastItsCopy]] },
  )
})

Drift.run()
