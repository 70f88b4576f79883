import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verify } from '#src/accounting/ledger.ts'
import { SAME_START_MS } from '#src/accounting/merge.ts'
import { Accounting } from '#src/accounting/record.ts'
import { RestartStore } from '#src/accounting/restart-store.ts'
import { MINUTE } from '#src/kernel/clock.ts'
import type { AccountingRequest } from '#src/radius/message.ts'
import { LiveSessions } from '#src/sessions/live-sessions.ts'
import { SessionStore } from '#src/sessions/session-store.ts'
import { UsageStore } from '#src/sessions/usage-store.ts'
import { type Seeded, seeded } from '#src/simulator/seeded.ts'
import { Database } from '#src/store/database.ts'
import { Journal } from '#src/store/journal.ts'
import { migrate } from '#src/store/migrate.ts'
import { WriteBehind } from '#src/store/write-behind.ts'
import { temporaryFolder } from '#test/house.ts'
import { accountingRequest, NOON } from '#test/ledger.ts'
import { FAILURES, SimDisk } from '#test/sim-disk.ts'

const SEEDS = 25
const LIVES = 5
const PHONES = 4
const WORDS_EACH = 5
const TRIES_MAX = 30

/** A ledger as a start of the server opens it over what an earlier one left: database and journal. */
function openLedger(path: string, disk: SimDisk) {
  const database = new Database(path)
  migrate(database)
  const behind = new WriteBehind(database)
  const journal = new Journal(disk, '/journal', behind.settledEntry)
  const usage = new UsageStore(database, behind)
  const live = new LiveSessions(new SessionStore(database, behind), SAME_START_MS, () => 0)
  const restarts = new RestartStore(database)
  const accounting = new Accounting({
    journal,
    live,
    usage,
    restarts,
    steps: { note: () => undefined, before: () => [] },
    grantOf: () => undefined,
    subjectOf: () => undefined,
    deviceOf: () => undefined,
    siteOf: () => 'bai-chay',
    hasRoom: () => true,
  })
  behind.follow(journal, [live, usage, restarts])
  if (journal.recover() > 0) behind.settle()
  return { database, behind, journal, accounting }
}
type Ledger = ReturnType<typeof openLedger>

/**
 * What is left of a database when the power goes: its last durable commit, or any commit after that, for
 * those waited for no disk.
 */
class Platter {
  readonly path: string
  readonly #folder: string
  readonly #chance: Seeded
  #copies: string[] = []
  #made = 0

  constructor(folder: string, chance: Seeded) {
    this.#folder = folder
    this.#chance = chance
    this.path = join(folder, 'now.sqlite')
  }

  settle({ behind, journal, database }: Ledger): void {
    const isDurable = journal.hasSealed
    behind.settle()
    const copy = join(this.#folder, `${this.#made++}.sqlite`)
    database.copyTo(copy)
    if (isDurable) this.#copies = []
    this.#copies.push(copy)
  }

  /** The file to start from again. */
  afterPowerCut(): string {
    const path = join(this.#folder, `${this.#made++}.sqlite`)
    if (this.#copies.length > 0) copyFileSync(this.#chance.choice(this.#copies), path)
    this.#copies = this.#copies.length > 0 ? [path] : []
    return path
  }
}

/** The words of every phone in their order, and which were acknowledged. */
class Town {
  readonly acknowledged = new Set<AccountingRequest>()
  readonly words: readonly (readonly AccountingRequest[])[]

  constructor(life: number) {
    this.words = Array.from({ length: PHONES }, (_, phone) =>
      Array.from({ length: WORDS_EACH }, (_, n) =>
        accountingRequest({
          gateway: `gw-${phone % 2}`,
          acctSessionId: `${life}-${phone}`,
          status: n === 0 ? 'start' : n === WORDS_EACH - 1 ? 'stop' : 'interim',
          sessionSeconds: n * 300,
          octetsIn: n * 1000,
          octetsOut: n * 70_000,
          receivedAt: NOON + life * MINUTE + n * 300_000,
        }),
      ),
    )
  }

  /** As gateways do: each phone's words in turn, again until acknowledged. */
  async say({ accounting }: Ledger): Promise<void> {
    await Promise.all(
      this.words.map(async (words) => {
        for (const word of words) await this.#until(accounting, word)
      }),
    )
  }

  async #until(accounting: Accounting, word: AccountingRequest): Promise<void> {
    if (this.acknowledged.has(word)) return
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      try {
        await accounting.record(word)
        this.acknowledged.add(word)
        return
      } catch {
        await new Promise(setImmediate)
      }
    }
    throw new Error(`refused ${TRIES_MAX} times`)
  }
}

const PowerCut = suite('city/ledger-power-cut')

for (let n = 0; n < SEEDS; n++) {
  const seed = `ledger ${n}`
  PowerCut(
    `keeps what it acknowledged through failures and power cuts (seed “${seed}”)`,
    async () => {
      using folder = temporaryFolder()
      const chance = seeded(seed)
      const platter = new Platter(folder.path, chance)
      const towns: Town[] = []
      let disk = new SimDisk(chance)
      let path = platter.path

      for (let life = 0; life < LIVES; life++) {
        const ledger = openLedger(path, disk)
        assertHeld(ledger, towns)
        const town = new Town(life)
        towns.push(town)
        disk.fail(disk.operations + chance.whole(1, 10), chance.choice(FAILURES))
        const isCut = disk.cutAt(disk.operations + chance.whole(6, 30))
        let isOver = false
        const settling = (async () => {
          while (!isOver) {
            for (let turn = chance.whole(1, 12); turn > 0; turn--) await new Promise(setImmediate)
            if (!isOver) platter.settle(ledger)
          }
        })()
        await Promise.race([town.say(ledger), isCut])
        isOver = true
        await settling
        ledger.database[Symbol.dispose]()
        disk = disk.afterPowerCut()
        path = platter.afterPowerCut()
      }

      // The power stays: whoever was not answered says it again, and all is as if nothing had been.
      const ledger = openLedger(path, disk)
      assertHeld(ledger, towns)
      for (const town of towns) await town.say(ledger)
      ledger.behind.settle()
      assert.equal(verify(ledger.database), [])
      const sessions = towns.length * PHONES
      assert.equal(countedIn(ledger), {
        sessions,
        seconds: sessions * (WORDS_EACH - 1) * 300,
        octets: sessions * (WORDS_EACH - 1) * 71_000,
      })
      ledger.database[Symbol.dispose]()
    },
  )
}

/** Every word that was acknowledged is on record, once, and the figures are what the words come to. */
function assertHeld({ database, behind }: Ledger, towns: readonly Town[]): void {
  behind.settle()
  assert.equal(verify(database), [])
  for (const word of towns.flatMap(({ acknowledged }) => [...acknowledged])) {
    const rows = database.all<{ words: string }>(
      'SELECT words FROM session WHERE gateway = ? AND acct_session_id = ?',
      word.nas.id,
      word.acctSessionId ?? '',
    )
    const said = rows.flatMap(({ words }) => words.split('\n'))
    const start = `${word.status} ${word.receivedAt} ${word.sessionSeconds} `
    assert.is(said.filter((line) => line.startsWith(start)).length, 1, start)
  }
}

function countedIn({ database }: Ledger) {
  const row = database.get<{ sessions: number; seconds: number; octets: number }>(
    `SELECT sum(sessions) AS sessions, sum(seconds) AS seconds,
       sum(octets_in) + sum(octets_out) AS octets FROM usage_hour`,
  )
  return { ...row }
}

PowerCut.run()
