import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verify } from '#src/accounting/ledger.ts'
import { HOUR, SECOND } from '#src/kernel/clock.ts'
import { Secret } from '#src/kernel/secret.ts'
import { openRadiusClient, type RadiusClient } from '#src/radius/client.ts'
import { DATABASE_FILE } from '#src/store/backup.ts'
import { Database } from '#src/store/database.ts'
import { temporaryFolder } from '#test/house.ts'
import { programOver } from '#test/serve-process.ts'

const KILLS = 4
const PHONES = 48
const WORDS_A_SESSION = 6

/** A gateway that says a word four times in half a second, and then begins again as with a new one. */
const RETRY = { firstMs: 30, attempts: 4 }

const SECRET = 'a secret for the test'
const GATEWAY_ADD = [
  ['gateway', 'add', '--name', 'gw-1', '--address', '127.0.0.1', '--vendor', 'mikrotik'],
  ['--site', 'quang-truong-30-10', '--secret', SECRET],
].flat()

/** What a gateway was told is kept: it will never say it again. */
type Acknowledged = { readonly id: string; readonly seconds: number; readonly octetsIn: number }

const Kill = suite('city/kill')

Kill('loses nothing it acknowledged and counts nothing twice, killed again and again', async () => {
  using folder = temporaryFolder()
  const program = programOver(folder.path)
  await program.command(...GATEWAY_ADD)
  let server = await program.serve()
  const { authPort, acctPort } = server
  try {
    await using gateway = await openRadiusClient({
      host: '127.0.0.1',
      authPort,
      acctPort,
      secret: new Secret(SECRET),
      retry: RETRY,
    })
    const load = new Load(gateway)
    const phones = Array.from({ length: PHONES }, (_, phone) => load.keepOnline(phone))

    for (let kill = 0; kill < KILLS; kill++) {
      await load.acknowledges(50 + 37 * kill)
      await server.kill()
      server = await program.serve(acctPort)
    }
    await load.acknowledges(50)
    load.isOver = true
    await Promise.all(phones)

    await server.kill()

    using database = new Database(join(folder.path, 'data', DATABASE_FILE))
    assert.equal(lostOf(database, load.acknowledged), [])
    assert.equal(figuresOf(database), load.truth())
    assert.equal(verify(database), [])
  } finally {
    await server.kill()
  }
})

/** Phones that come and go on one gateway, and what of their usage was acknowledged. */
class Load {
  isOver = false
  readonly acknowledged: Acknowledged[] = []
  readonly #gateway: RadiusClient
  readonly #last = new Map<string, Acknowledged>()
  /** A past that the server believes: less than a day ago. */
  readonly #startedAt = Math.floor((performance.timeOrigin - 6 * HOUR) / SECOND) * SECOND

  constructor(gateway: RadiusClient) {
    this.#gateway = gateway
  }

  async keepOnline(phone: number): Promise<void> {
    for (let stay = 0; !this.isOver; stay++) {
      for (let word = 0; word < WORDS_A_SESSION; word++) {
        await this.#say(`${phone}-${stay}`, word)
      }
    }
  }

  /** Resolves once that many more words are acknowledged. */
  async acknowledges(words: number): Promise<void> {
    const enough = this.acknowledged.length + words
    while (this.acknowledged.length < enough) await wait(2)
  }

  truth() {
    const last = [...this.#last.values()]
    return {
      sessions: last.length,
      seconds: last.reduce((sum, { seconds }) => sum + seconds, 0),
      octetsIn: last.reduce((sum, { octetsIn }) => sum + octetsIn, 0),
    }
  }

  async #say(id: string, word: number): Promise<void> {
    const said = { id, seconds: word * 300, octetsIn: word * 1_000_003 }
    const status = word === 0 ? 'Start' : word < WORDS_A_SESSION - 1 ? 'Interim-Update' : 'Stop'
    await this.#sayUntilHeard([
      ['Acct-Status-Type', status],
      ['Acct-Session-Id', id],
      ['User-Name', 'guest'],
      ['NAS-Identifier', 'gw-1'],
      ['Acct-Session-Time', said.seconds],
      ['Acct-Input-Octets', said.octetsIn],
      ['Acct-Output-Octets', 0],
      ['Event-Timestamp', new Date(this.#startedAt + said.seconds * SECOND)],
    ])
    this.acknowledged.push(said)
    this.#last.set(id, said)
  }

  async #sayUntilHeard(attributes: Parameters<RadiusClient['account']>[0]): Promise<void> {
    for (let isHeard = false; !isHeard; ) {
      isHeard = await this.#gateway.account(attributes).then(
        () => true,
        () => false,
      )
    }
  }
}

function lostOf(database: Database, acknowledged: readonly Acknowledged[]): Acknowledged[] {
  return acknowledged.filter(
    ({ id, seconds, octetsIn }) =>
      !database.get(
        `SELECT 1 FROM accounting_record
         WHERE session IN (SELECT id FROM session WHERE gateway = 'gw-1' AND acct_session_id = ?)
           AND seconds = ? AND octets_in = ?`,
        id,
        seconds,
        octetsIn,
      ),
  )
}

function figuresOf(database: Database) {
  return {
    ...database.get(
      `SELECT sum(sessions) AS sessions, sum(seconds) AS seconds, sum(octets_in) AS octetsIn
       FROM usage_hour`,
    ),
  }
}

Kill.run()
