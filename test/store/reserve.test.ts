import { statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemEntropy } from '#src/kernel/random.ts'
import {
  FREE_OCTETS_MIN,
  hasRoomIn,
  RESERVE_OCTETS,
  Reserve,
  type Space,
  spaceIn,
} from '#src/store/reserve.ts'
import { temporaryFolder } from '#test/house.ts'

/** A disk of so many octets, of which others use as many as they like. */
function spaceOf(octets: number) {
  const disk = { othersUse: 0, kept: 0, isBroken: false, lines: [] as string[] }
  const space: Space = {
    async freeOctets() {
      if (disk.isBroken) throw Object.assign(new Error('broken'), { code: 'EIO' })
      return octets - disk.othersUse - disk.kept
    },
    isKept: async () => disk.kept === RESERVE_OCTETS,
    async keep() {
      if ((await space.freeOctets()) < RESERVE_OCTETS) throw new Error('ENOSPC')
      disk.kept = RESERVE_OCTETS
    },
    async giveUp() {
      disk.kept = 0
    },
  }
  const open = () => Reserve.open(space, (event) => void disk.lines.push(event))
  return Object.assign(disk, { space, open })
}

const DISK = 4 * RESERVE_OCTETS

const Reserving = suite('store/reserve')

Reserving(
  'keeps room while there is some, gives it up when there is none, and takes it back',
  async () => {
    const disk = spaceOf(DISK)
    using reserve = await disk.open()
    assert.equal([reserve.isKept, disk.kept], [true, RESERVE_OCTETS])

    disk.othersUse = DISK - RESERVE_OCTETS
    await reserve.look()
    assert.equal([reserve.isKept, disk.kept], [false, 0])

    disk.othersUse = DISK - RESERVE_OCTETS - FREE_OCTETS_MIN
    await reserve.look()
    assert.is(reserve.isKept, false, 'it would be given up again for having been made')

    disk.othersUse = 0
    await reserve.look()
    assert.is(reserve.isKept, true)
    assert.equal(disk.lines, ['app.disk-full', 'app.disk-has-room'])
  },
)

Reserving('starts on a full disk, and says so', async () => {
  const disk = spaceOf(FREE_OCTETS_MIN)
  using reserve = await disk.open()
  assert.is(reserve.isKept, false)
  assert.equal(disk.lines, ['app.disk-full'])
})

Reserving('is as it was when the disk cannot be asked, and says it once', async () => {
  const disk = spaceOf(DISK)
  using reserve = await disk.open()
  disk.isBroken = true
  await reserve.look()
  await reserve.look()
  assert.is(reserve.isKept, true)
  assert.equal(disk.lines, ['app.reserve-failed'])
})

Reserving('tells others what a server would do', async () => {
  const disk = spaceOf(DISK)
  assert.is(await hasRoomIn(disk.space), true, 'before the first server there is none')
  disk.othersUse = DISK - RESERVE_OCTETS
  assert.is(await hasRoomIn(disk.space), false)
  await disk.space.keep()
  assert.is(await hasRoomIn(disk.space), false)
})

Reserving(
  'is a file, found again by the next server; one that was cut short counts for nothing',
  async () => {
    using folder = temporaryFolder()
    const space = spaceIn(folder.path, systemEntropy)
    assert.ok((await space.freeOctets()) > 0)
    assert.is(await space.isKept(), false)
    await space.keep()
    assert.is(await space.isKept(), true)
    const { blocks } = statSync(join(folder.path, 'reserve'))
    assert.ok(blocks * 512 >= RESERVE_OCTETS, 'it takes what it says')
    truncateSync(join(folder.path, 'reserve'), 1)
    assert.is(await space.isKept(), false)
    await space.giveUp()
    await space.giveUp()
  },
)

Reserving.run()
