import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Discrepancy, verify } from '#src/accounting/ledger.ts'
import { wordsIn } from '#src/accounting/word-text.ts'
import { HOUR, SECOND } from '#src/kernel/clock.ts'
import { Secret } from '#src/kernel/secret.ts'
import { openRadiusClient, type RadiusClient } from '#src/radius/client.ts'
import { seeded } from '#src/simulator/seeded.ts'
import { DATABASE_FILE } from '#src/store/backup.ts'
import { Database } from '#src/store/database.ts'
import { programOver, type Server } from './serve-process.ts'

/** What a gateway was told is kept: it will never say it again. */
export type Acknowledged = {
  readonly id: string
  readonly seconds: number
  readonly octetsIn: number
}
type Figures = { readonly sessions: number; readonly seconds: number; readonly octetsIn: number }

/** What is in the ledger after the last kill, beside what the gateway knows to be true. */
export type Aftermath = {
  readonly acknowledged: number
  readonly lost: readonly Acknowledged[]
  readonly counted: Figures
  readonly truth: Figures
  readonly wrong: readonly Discrepancy[]
  /** After each kill, from starting the server to the first acknowledgement of it. */
  readonly backMs: readonly number[]
}

const PHONES = 48
const WORDS_A_SESSION = 6
const PAUSE_MS_MAX = 150

/** A gateway that says a word four times in half a second, and then begins again as with a new one. */
const RETRY = { firstMs: 30, attempts: 4 }

const SECRET = 'a secret for the test'
const GATEWAY = 'gw-1'
const GATEWAY_ADD = [
  ['gateway', 'add', '--name', GATEWAY, '--address', '127.0.0.1', '--vendor', 'mikrotik'],
  ['--site', 'quang-truong-30-10', '--secret', SECRET],
].flat()

/**
 * Runs the real server over `folder` under accounting load, and kills it (`kill -9`) that many times, each
 * at a moment that `seed` picks; then reads what the disk holds.
 */
export async function killAgainAndAgain(
  folder: string,
  { times, seed }: { readonly times: number; readonly seed: string },
): Promise<Aftermath> {
  const chance = seeded(seed)
  const program = programOver(folder)
  await program.command(...GATEWAY_ADD)
  let server: Server = await program.serve()
  const { authPort, acctPort } = server
  const backMs: number[] = []
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
    await load.acknowledges(PHONES)

    for (let kill = 0; kill < times; kill++) {
      await wait(chance.whole(0, PAUSE_MS_MAX))
      await server.kill()
      const startedAt = performance.now()
      server = await program.serve(acctPort)
      await load.acknowledges(1)
      backMs.push(performance.now() - startedAt)
    }
    load.isOver = true
    await Promise.all(phones)
    await server.kill()
    // The next start settles what this one was killed before settling.
    server = await program.serve(acctPort)
    await server.stop()

    using database = new Database(join(folder, 'data', DATABASE_FILE))
    return {
      acknowledged: load.acknowledged.length,
      lost: lostOf(database, load.acknowledged),
      counted: countedIn(database),
      truth: load.truth(),
      wrong: verify(database),
      backMs,
    }
  } finally {
    await server.kill()
  }
}

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

  truth(): Figures {
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
      ['NAS-Identifier', GATEWAY],
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
  return acknowledged.filter(({ id, seconds, octetsIn }) => {
    const sessions = database.all<{ words: string }>(
      'SELECT words FROM session WHERE gateway = ? AND acct_session_id = ?',
      GATEWAY,
      id,
    )
    const said = sessions.flatMap(({ words }) => wordsIn(words))
    return !said.some((word) => word.seconds === seconds && word.octetsIn === octetsIn)
  })
}

function countedIn(database: Database): Figures {
  const row = database.get<Figures>(
    `SELECT coalesce(sum(sessions), 0) AS sessions, coalesce(sum(seconds), 0) AS seconds,
       coalesce(sum(octets_in), 0) AS octetsIn FROM usage_hour`,
  )
  return { sessions: 0, seconds: 0, octetsIn: 0, ...row }
}
