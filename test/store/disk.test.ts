import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { array, asyncProperty, assert as check, integer } from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemDisk } from '#src/store/disk.ts'
import { temporaryFolder } from '#test/house.ts'

const Disks = suite('store/disk')

/** Sizes from a few octets to more than is written ahead. */
const sizes = array(integer({ min: 1, max: 700_000 }), { minLength: 1, maxLength: 12 })

Disks('holds what was appended, in order, and nothing else once it is closed', async () => {
  using folder = temporaryFolder()
  let files = 0
  await check(
    asyncProperty(sizes, async (lengths) => {
      const path = join(folder.path, String(files++))
      const file = await systemDisk.create(path)
      const appended = lengths.map((length, n) => Buffer.alloc(length, n + 1))
      for (const octets of appended) await file.append(octets)
      await file.close()
      assert.ok(readFileSync(path).equals(Buffer.concat(appended)))
    }),
    { numRuns: 20 },
  )
})

Disks('writes into room that was made before, once there is some', async () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'file')
  const file = await systemDisk.create(path)
  const lengths: number[] = []
  for (let n = 0; n < 3; n++) {
    await file.append(Buffer.of(1))
    lengths.push(readFileSync(path).length)
  }
  await file.close()
  const [, second = 0, third] = lengths
  assert.ok(second > 256 * 1024)
  assert.is(third, second)
})

Disks('until then zeros stand behind it, which the journal knows for no entry', async () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'file')
  const file = await systemDisk.create(path)
  for (const text of ['one', 'two']) await file.append(Buffer.from(text))
  assert.match(readFileSync(path, 'utf8'), /^onetwo\0*$/)
  await file.close()
})

Disks('begins a file anew, whatever went by its name', async () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'file')
  for (const text of ['longer than the next', 'short']) {
    const file = await systemDisk.create(path)
    await file.append(Buffer.from(text))
    await file.close()
  }
  assert.is(readFileSync(path, 'utf8'), 'short')
})

Disks.run()
