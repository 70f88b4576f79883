import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verify } from '#src/accounting/ledger.ts'
import { wordsIn } from '#src/accounting/word-text.ts'
import { Database } from '#src/store/database.ts'
import { migrate } from '#src/store/migrate.ts'
import { temporaryFolder } from '#test/house.ts'

const FIRST = '0001-city.sql'
const SCHEMA = new URL('../../src/store/schema/', import.meta.url)

/** A database as the first release left it. */
function firstRelease(path: string): Database {
  const database = new Database(path)
  const sql = readFileSync(new URL(FIRST, SCHEMA), 'utf8')
  const sha256 = createHash('sha256').update(sql).digest('hex')
  database.script('CREATE TABLE migration (file TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT')
  database.script(sql)
  database.run('INSERT INTO migration (file, sha256) VALUES (?, ?)', FIRST, sha256)
  return database
}

const RECORDS = `INSERT INTO accounting_record (received_at, event_at, gateway, site, status,
  acct_session_id, session, access_grant, seconds, octets_in, octets_out, has_gigawords, cause) VALUES
  (7201001, 7201000, 'gw-1', 'bai-chay', 'interim', 'a', 1, 7, 1, 10, 20, 1, NULL),
  (7202001, 7202000, 'gw-1', 'bai-chay', 'stop', 'a', 1, NULL, 2, 5000000000, 30, 0, 'User-Request'),
  (7203001, 7203000, 'gw-1', 'bai-chay', 'on', '', NULL, NULL, 0, 0, 0, 0, NULL)`

const Migration = suite('store/migrate')

Migration('keeps every word of the first release, and each figure recounts from them', () => {
  using folder = temporaryFolder()
  using database = firstRelease(join(folder.path, 'phu-song.sqlite'))
  database.script(`
    INSERT INTO session (gateway, site, acct_session_id, user_name, nas_address, started_at,
      updated_at, stopped_at, seconds, octets_in, octets_out)
      VALUES ('gw-1', 'bai-chay', 'a', 'guest', '10.0.0.1', 7200000, 7202000, 7202000, 2, 5000000000, 30),
             ('gw-1', 'bai-chay', 'silent', 'guest', '10.0.0.1', 1, 1, 1, 0, 0, 0);
    INSERT INTO usage_hour VALUES ('bai-chay', 7200000, 1, 2, 5000000000, 30);
    ${RECORDS}`)
  migrate(database)

  const rows = database.all<{ words: string }>('SELECT words FROM session ORDER BY id')
  const [said, nothing] = rows.map(({ words }) => wordsIn(words))
  assert.equal(nothing, [])
  assert.equal(
    said?.toSorted((a, b) => a.at - b.at).map((word) => Object.values(word)),
    [
      ['interim', 7_201_000, 1, 10, 20, true, 7, undefined],
      ['stop', 7_202_000, 2, 5_000_000_000, 30, false, undefined, 'User-Request'],
    ],
  )
  assert.equal(verify(database), [])
  assert.equal(
    { ...database.get('SELECT * FROM gateway_restart') },
    { gateway: 'gw-1', at: 7_203_000, status: 'on' },
  )
})

Migration.run()
