import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Fault } from '#src/kernel/fault.ts'
import { FolderLock } from '#src/store/folder-lock.ts'
import { temporaryFolder } from '#test/house.ts'

const Locks = suite('store/folder-lock')

Locks('is had by one at a time, and by the next once it is let go', () => {
  using folder = temporaryFolder()
  const path = join(folder.path, 'lock')
  {
    using _first = new FolderLock(path, 'somebody is here')
    assert.throws(
      () => new FolderLock(path, 'somebody is here'),
      (error: Fault) => error.code === 'store/locked' && /somebody is here/.test(error.message),
    )
  }
  using second = new FolderLock(path, 'somebody is here')
  assert.ok(second)
})

Locks.run()
