import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verify } from '#src/accounting/ledger.ts'
import { HOUR, SECOND } from '#src/kernel/clock.ts'
import { Secret } from '#src/kernel/secret.ts'
import { openRadiusClient, type RadiusClient } from '#src/radius/client.ts'
import { Database } from '#src/store/database.ts'
import { temporaryFolder } from '#test/house.ts'

const SERVER = fileURLToPath(import.meta.resolve('#test/accounting-server.ts'))
const KILLS = 8
const PHONES = 48
const WORDS_A_SESSION = 6

/** A gateway that says a word four times in half a second, and then begins again as with a new one. */
const RETRY = { firstMs: 30, attempts: 4 }

/** What a gateway was told is kept: it will never say it again. */
type Acknowledged = { readonly id: string; readonly seconds: number; readonly octetsIn: number }

const Kill = suite('city/kill')

Kill('loses nothing it acknowledged and counts nothing twice, killed again and again', async () => {
  using folder = temporaryFolder()
  let server = await start(folder.path, 0)
  const { port } = server
  try {
    await using gateway = await openRadiusClient({
      host: '127.0.0.1',
      authPort: port,
      acctPort: port,
      secret: new Secret('a secret for the test'),
      retry: RETRY,
    })
    const load = new Load(gateway)
    const phones = Array.from({ length: PHONES }, (_, phone) => load.keepOnline(phone))

    for (let kill = 0; kill < KILLS; kill++) {
      const before = load.acknowledged.length
      await until(() => load.acknowledged.length > before + 50 + 37 * kill)
      await server.kill()
      server = await start(folder.path, port)
    }
    const lastRestart = load.acknowledged.length
    await until(() => load.acknowledged.length > lastRestart + 50)
    load.isOver = true
    await Promise.all(phones)
    await server.kill()

    using database = new Database(join(folder.path, 'phu-song.sqlite'))
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

async function start(folder: string, port: number) {
  const child = spawn(process.execPath, [SERVER, folder, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const [line] = await Promise.race([once(child.stdout, 'data'), ended])
  assert.ok(Number(line) > 0, 'the server says its port')
  return {
    port: Number(line),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(2)
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
