import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verify } from '#src/accounting/ledger.ts'
import { HOUR } from '#src/kernel/clock.ts'
import type { openTestLedger } from '#test/ledger.ts'
import { type Ends, NOTHING, type Said, SESSIONS_EACH, World } from '#test/world.ts'

const WORLDS = 60
const JUMPS = 40
/** A summer time that nobody has, and a battery that is empty. */
const HOURS = [5, 720]

type Row = Said & { readonly gateway: string; readonly isOver: number; readonly isInferred: number }

const City = suite('city/world')

for (let n = 0; n < WORLDS; n++) {
  const seed = `world ${n}`
  City(
    `totals are the truth of each gateway, whatever the network did (seed “${seed}”)`,
    async () => {
      using world = new World(seed)
      await world.play()
      judge(world, (ends) => ends)
    },
  )
}

for (let n = 0; n < JUMPS; n++) {
  const seed = `clock ${n}`
  City(`the server’s clock is set, and nothing is split or doubled (seed “${seed}”)`, async () => {
    using world = new World(seed, { isPrompt: true, ids: SESSIONS_EACH })
    const { chance } = world
    const most = chance.choice(HOURS)
    world.setClock(chance.whole(1, 3) * HOUR, chance.whole(-most, most) * HOUR)
    await world.play()
    // A restart that seems to be before what it ended leaves that to its missing words.
    judge(world, (ends) => ends.stopped)
  })
}

function judge(world: World, known: (ends: Ends) => unknown): void {
  const { ledger, tally } = world.server()
  const rows = ledger.database.all<Row>(
    `SELECT gateway, seconds, octets_in AS octetsIn, octets_out AS octetsOut,
       stopped_at IS NOT NULL AS isOver, stop_inferred AS isInferred FROM session`,
  )
  for (const gateway of world.gateways) {
    const own = rows.filter((row) => row.gateway === gateway.nas.id)
    assert.equal(sumOf(own), sumOf(gateway.stays.map(({ heard }) => heard)), gateway.nas.id)
    assert.equal(known(endsOf(own)), known(gateway.ends()), gateway.nas.id)
  }
  assert.equal(verify(ledger.database), [])
  assert.equal(sumOf(usageOf(ledger.database)), sumOf(rows), 'the roll-ups are the sessions')
  assert.not(tally.all()['acct.failed'])
}

function endsOf(rows: readonly Row[]): Ends {
  const over = rows.filter(({ isOver }) => isOver === 1)
  const lost = over.filter(({ isInferred }) => isInferred === 1)
  return {
    stopped: over.length - lost.length,
    lost: lost.length,
    live: rows.length - over.length,
  }
}

function usageOf(database: ReturnType<typeof openTestLedger>['database']): Said[] {
  return database.all<Said>(
    'SELECT seconds, octets_in AS octetsIn, octets_out AS octetsOut FROM usage_hour',
  )
}

function sumOf(all: readonly Said[]): Said {
  return all.reduce(
    (sum, one) => ({
      seconds: sum.seconds + one.seconds,
      octetsIn: sum.octetsIn + one.octetsIn,
      octetsOut: sum.octetsOut + one.octetsOut,
    }),
    NOTHING,
  )
}

City.run()
