import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { sharePerCent } from '#src/app/headroom.ts'
import { NODE_FLAGS } from '#src/node-start.mjs'

const MAJOR = /Mark-Compact/g

/** How often everything is collected while 800 MB pass through a heap in which 40 MB stay. */
async function collections(headroom: number): Promise<number> {
  const program = `
    import { setImmediate as turn } from 'node:timers/promises'
    import { keepHeadroom } from '#src/app/headroom.ts'
    using headroom = keepHeadroom(${headroom})
    const megabyte = () => Array.from({ length: 12_000 }, (_, n) => ({ n, next: { n } }))
    const staying = Array.from({ length: 40 }, megabyte)
    const passing = []
    for (let n = 0; n < 800; n++) {
      passing.push(megabyte())
      if (passing.length > 20) passing.shift()
      await turn()
    }
    if (staying.length !== 40) throw new Error()
  `
  const flags = [...NODE_FLAGS, '--trace-gc', '--input-type=module-typescript', '--eval', program]
  const { stdout } = await promisify(execFile)(process.execPath, flags, { maxBuffer: 2 ** 24 })
  return stdout.match(MAJOR)?.length ?? 0
}

const Headroom = suite('app/headroom')

Headroom('is told to V8 as a share of what the heap holds', () => {
  const shares = [50e6, 80e6, 160e6].map((used) => sharePerCent(80e6, used))
  assert.equal(shares, [160, 100, 50])
  assert.is(sharePerCent(80e6, 1e6), 175)
})

Headroom('V8, told so while it runs, collects less often what may grow by more', async () => {
  const [little, much] = [await collections(5e6), await collections(160e6)]
  assert.ok(little > 2 * much, `${little} and ${much}`)
})

Headroom.run()
