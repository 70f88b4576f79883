import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '#src/kernel/fault.ts'
import { seeded } from '#src/simulator/seeded.ts'
import { Journal } from '#src/store/journal.ts'
import { FAILURES, SimDisk } from '#test/sim-disk.ts'

const FOLDER = '/journal'
const WRITERS = 3
const WORDS_EACH = 4
const TRIES_MAX = 20
const CUT_SEEDS = 12

/** Says words until each is acknowledged, several writers at once, as gateways do. */
class Town {
  /** In the order in which they were acknowledged. */
  readonly acknowledged: string[] = []
  readonly said = new Set<string>()
  readonly refused: unknown[] = []
  readonly replayed: string[] = []
  readonly #journal: Journal
  readonly #write: (word: string) => Promise<void>
  readonly #life: number

  constructor(disk: SimDisk, { life = 0, settled = 0 } = {}) {
    this.#journal = new Journal(disk, FOLDER, settled)
    this.#life = life
    const book = this.#journal.book('w', (word) => void this.replayed.push(word))
    this.#write = (word) => book.write(word, () => void this.acknowledged.push(word))
    this.#journal.recover()
  }

  async sayAll(): Promise<void> {
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let n = 0; n < WORDS_EACH; n++) await this.say(`${this.#life}-${writer}-${n}`)
    })
    await Promise.all(writers)
  }

  async say(name: string): Promise<void> {
    const word = `${name} ${'.'.repeat(name.length * 7)}`
    this.said.add(word)
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      try {
        return await this.#write(word)
      } catch (error) {
        this.refused.push(error)
      }
    }
    throw new Error(`${name} was refused ${TRIES_MAX} times`)
  }

  /** How far the database holds it, through a power cut, once it says so; then what it needs not goes. */
  get applied(): number {
    return this.#journal.applied
  }

  settle(): Promise<void> {
    return this.#journal.settled(this.#journal.applied, true)
  }
}

const PowerCut = suite('city/power-cut')

for (const how of FAILURES) {
  PowerCut(
    `the disk fails the k-th operation, for every k (${how}): refused, then on by itself`,
    async () => {
      let hasFailed = true
      let k = 0
      for (; hasFailed; k++) {
        const disk = new SimDisk(seeded(`fail ${how} ${k}`))
        disk.fail(k + 1, how)
        const town = new Town(disk)
        await town.sayAll()
        hasFailed = disk.hasFailed

        assert.is(town.acknowledged.length, WRITERS * WORDS_EACH)
        assert.ok(
          town.refused.every((error) => error instanceof Fault && error.code === 'store/full'),
        )
        const after = new Town(disk.afterPowerCut())
        assert.equal(after.replayed, town.acknowledged, `operation ${k + 1}`)
      }
      assert.ok(k > WORDS_EACH, 'every operation was failed in turn')
    },
  )
}

PowerCut(
  'the power is cut in the k-th operation, for every k: what was acknowledged is there',
  async () => {
    for (let seed = 0; seed < CUT_SEEDS; seed++) {
      const whole = new SimDisk(seeded('whole'))
      await new Town(whole).sayAll()
      for (let k = 1; k <= whole.operations; k++) {
        const disk = new SimDisk(seeded(`cut ${seed} ${k}`))
        const isCut = disk.cutAt(k)
        const town = new Town(disk)
        void town.sayAll()
        await isCut
        const acknowledged = [...town.acknowledged]

        const after = new Town(disk.afterPowerCut())
        assert.equal(
          after.replayed.slice(0, acknowledged.length),
          acknowledged,
          `seed ${seed}, ${k}`,
        )
        const said = new Set(after.replayed)
        assert.is(said.size, after.replayed.length, 'nothing twice')
      }
    }
  },
)

PowerCut(
  'power that fails again and again, with failures and settling between, loses nothing',
  async () => {
    for (let seed = 0; seed < 60; seed++) {
      const chance = seeded(`lives ${seed}`)
      let disk = new SimDisk(chance)
      let settled = 0
      const acknowledged: string[] = []
      let held: string[] = []
      for (let life = 0; life < 6; life++) {
        const town = new Town(disk, { life, settled })
        held = [...held, ...town.replayed]
        assert.equal(
          acknowledged.filter((word) => !held.includes(word)),
          [],
          `seed ${seed}, life ${life}`,
        )
        assert.is(new Set(held).size, held.length, `seed ${seed}, life ${life}: nothing twice`)

        disk.fail(disk.operations + chance.whole(1, 12), chance.choice(FAILURES))
        const isCut = disk.cutAt(disk.operations + chance.whole(8, 30))
        await Promise.race([town.sayAll(), isCut])
        const before = town.acknowledged.length
        if (chance.chance(0.5)) {
          settled = town.applied
          await Promise.race([town.settle(), isCut])
        }
        acknowledged.push(...town.acknowledged.slice(0, before))
        // The database's own: what was applied up to the settled entry, in this life or before.
        held = heldBySettling(held, town.acknowledged, settled)
        disk = disk.afterPowerCut()
      }
    }
  },
)

/** Entries are numbered from 1 in the order they were applied; the database holds those settled. */
function heldBySettling(
  replayed: readonly string[],
  applied: readonly string[],
  settled: number,
): string[] {
  return [...replayed, ...applied].slice(0, settled)
}

PowerCut('a full disk acknowledges nothing, and there is room again: it goes on', async () => {
  const disk = new SimDisk(seeded('full'))
  const town = new Town(disk)
  await town.say('before')
  disk.isFull = true
  const said = town.say('meanwhile')
  for (let turn = 0; turn < 12; turn++) await new Promise(setImmediate)
  assert.is(town.acknowledged.length, 1)
  assert.ok(town.refused.length > 0)
  disk.isFull = false
  await said
  const after = new Town(disk.afterPowerCut())
  assert.equal(after.replayed, town.acknowledged)
})

PowerCut.run()
