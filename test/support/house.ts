import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Write } from '#src/store/batch.ts'
import { Database } from '#src/store/database.ts'
import { type Disk, systemDisk } from '#src/store/disk.ts'
import { GroupCommit } from '#src/store/group-commit.ts'
import { Journal } from '#src/store/journal.ts'
import { Keyring } from '#src/store/keyring.ts'
import { migrate } from '#src/store/migrate.ts'
import { WriteBehind } from '#src/store/write-behind.ts'

/** A folder of its own, gone when the test ends. */
export function temporaryFolder(): { readonly path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'phu-song-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** A real store on disk with today's schema and a key nobody else has. */
export function openTestStore(disk: Disk = systemDisk) {
  const folder = temporaryFolder()
  const database = new Database(join(folder.path, 'phu-song.sqlite'))
  migrate(database)
  const journal = new Journal(disk, join(folder.path, 'journal'), 0)
  journal.recover()
  const behind = new WriteBehind(database)
  return {
    folder: folder.path,
    database,
    journal,
    behind,
    commit: new GroupCommit(database, behind),
    keyring: new Keyring(new Uint8Array(32).fill(7)),
    [Symbol.dispose]() {
      void journal[Symbol.asyncDispose]()
      database[Symbol.dispose]()
      folder[Symbol.dispose]()
    },
  }
}

/** Writes here and now what a store says is to be written. */
export function writeAll(database: Database, writes: Iterable<Write>): void {
  for (const [sql, ...values] of writes) database.run(sql, ...values)
}

/** A clock that stands still until told otherwise. */
export function standingClock(start = Date.parse('2026-11-22T05:00:00Z')) {
  let now = start
  return Object.assign(() => now, {
    advance(ms: number) {
      now += ms
    },
  })
}

/** The machine's disk, but for when it is full. */
export function fillable(isFull: () => boolean): Disk {
  return {
    ...systemDisk,
    async create(path) {
      const file = await systemDisk.create(path)
      return {
        close: () => file.close(),
        async append(octets) {
          if (isFull()) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
          await file.append(octets)
        },
      }
    },
  }
}
