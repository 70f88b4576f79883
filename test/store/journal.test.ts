import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '#src/kernel/fault.ts'
import { systemDisk } from '#src/store/disk.ts'
import { Journal } from '#src/store/journal.ts'
import { fillable, temporaryFolder } from '#test/house.ts'

/** A journal over a folder with one book, and what was replayed into it. */
function openBook(folder: string, settled = 0, disk = systemDisk) {
  const journal = new Journal(disk, folder, settled)
  const replayed: string[] = []
  const book = journal.book('t', (payload) => replayed.push(payload))
  journal.recover()
  return { journal, book, replayed, close: () => journal[Symbol.asyncDispose]() }
}

async function written(folder: string, payloads: readonly string[]): Promise<void> {
  const { book, close } = openBook(folder)
  await Promise.all(payloads.map((payload) => book.write(payload, () => undefined)))
  await close()
}

const onlyFile = (folder: string) => join(folder, readdirSync(folder)[0] ?? '')
const isCorrupt = (error: unknown) => error instanceof Fault && error.code === 'store/corrupt'
const isFull = (error: unknown) => error instanceof Fault && error.code === 'store/full'

const Journals = suite('store/journal')

Journals('does the work of an entry once the disk holds it, in the order they came', async () => {
  using folder = temporaryFolder()
  const { book, journal, close } = openBook(folder.path)
  const done: string[] = []
  const first = book.write('xin chào', () => done.push('first'))
  const second = book.write('tạm biệt', () => done.push('second'))
  assert.equal(done, [])
  assert.equal(await Promise.all([first, second]), [1, 2])
  assert.equal(done, ['first', 'second'])
  assert.is(journal.applied, 2)
  assert.match(readFileSync(onlyFile(folder.path), 'utf8'), 'xin chào')
  await close()
})

Journals('replays what is not settled, and nothing else', async () => {
  using folder = temporaryFolder()
  await written(folder.path, ['one', 'two', 'ba\nbốn'])
  assert.equal(openBook(folder.path, 1).replayed, ['two', 'ba\nbốn'])
  assert.equal(openBook(folder.path, 3).replayed, [])
})

Journals('leaves out an end that was torn off anywhere', async () => {
  using folder = temporaryFolder()
  await written(folder.path, ['whole', 'torn'])
  const file = onlyFile(folder.path)
  const octets = readFileSync(file)
  for (let length = octets.length - 1; length >= octets.length - 'ttorn'.length - 8; length--) {
    truncateSync(file, length)
    assert.equal(openBook(folder.path).replayed, ['whole'], `${length} octets`)
  }
  appendFileSync(file, Buffer.alloc(4096))
  assert.equal(openBook(folder.path).replayed, ['whole'], 'zeros a disk made room with')
})

Journals('says which earlier segment is damaged, and starts on none of it', async () => {
  using folder = temporaryFolder()
  await written(folder.path, ['one', 'two'])
  const file = onlyFile(folder.path)
  await written(folder.path, ['three'])
  const octets = readFileSync(file)
  octets[octets.length - 1] = 0
  writeFileSync(file, octets)
  assert.throws(
    () => openBook(folder.path),
    (error: unknown) => isCorrupt(error) && (error as Fault).message.includes(file),
  )
})

Journals('refuses an entry of a book it does not know', async () => {
  using folder = temporaryFolder()
  await written(folder.path, ['one'])
  assert.throws(() => new Journal(systemDisk, folder.path, 0).recover(), isCorrupt)
})

Journals('rejects what a full disk did not take, and goes on when there is room', async () => {
  using folder = temporaryFolder()
  let full = false
  const { book, close } = openBook(
    folder.path,
    0,
    fillable(() => full),
  )
  const write = (payload: string) => book.write(payload, () => payload)
  await write('one')
  full = true
  for (const payload of ['two', 'three']) {
    const error = await write(payload).then(
      () => undefined,
      (fault) => fault,
    )
    assert.ok(isFull(error))
  }
  full = false
  assert.is(await write('four'), 'four')
  await close()
  assert.equal(openBook(folder.path).replayed, ['one', 'four'])
})

Journals('takes no more than the disk and the database can catch up with', async () => {
  using folder = temporaryFolder()
  const { book, close } = openBook(folder.path)
  const megabyte = 'x'.repeat(1_000_000)
  const writes = Array.from({ length: 8 }, () => book.write(megabyte, () => true))
  const outcomes = await Promise.allSettled(writes)
  const kept = outcomes.filter(({ status }) => status === 'fulfilled').length
  assert.is(kept, 5)
  assert.ok(await book.write('later', () => true))
  await close()
})

Journals('removes a segment when the disk holds that the database has it', async () => {
  using folder = temporaryFolder()
  await written(folder.path, ['one'])
  const { journal, book, close } = openBook(folder.path)
  await book.write('two', () => undefined)
  assert.is(readdirSync(folder.path).length, 2)
  assert.ok(journal.hasSealed)

  await journal.settled(2, false)
  assert.is(readdirSync(folder.path).length, 2)
  await journal.settled(2, true)
  assert.equal(readdirSync(folder.path), ['000000000002.journal'])
  assert.not.ok(journal.hasSealed)
  await close()
})

Journals('passes on what the work of an entry throws, and does the next', async () => {
  using folder = temporaryFolder()
  const { book, close } = openBook(folder.path)
  const bad = book.write('bad', () => {
    throw new Error('ours')
  })
  const good = book.write('good', () => 'done')
  assert.is(await bad.catch((error: Error) => error.message), 'ours')
  assert.is(await good, 'done')
  await close()
})

Journals.run()
