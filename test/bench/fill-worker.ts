/** Puts a city's past into a data folder, in a process of its own that ends with it. */
import { openHouse } from '#src/app/house.ts'
import { systemClock } from '#src/kernel/clock.ts'
import { parsePrefix } from '#src/kernel/ip.ts'
import { silentLog } from '#src/kernel/log.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import type { Database } from '#src/store/database.ts'
import { configIn, GATEWAY, SITE } from './city-folder.ts'
import { answerJobs } from './workbench.ts'

/** What is to be there. Live sessions began at `from`, epoch seconds; closed ones in the months before. */
export type FillJob = {
  readonly folder: string
  readonly secret: string
  readonly closed: number
  readonly live: number
  readonly devices: number
  readonly from: number
}

/** So many people share the closed sessions: those who come again, whose numbers begin at 1. */
const PEOPLE = 20_000
const CLOSED_SECONDS = 1200
const CLOSED_EVERY_SECONDS = 15

answerJobs(async (job: FillJob) => {
  using house = openHouse(configIn(job.folder), {
    clock: systemClock,
    entropy: systemEntropy,
    log: silentLog,
  })
  const { database } = house
  const address = parsePrefix('127.0.0.1/32')
  if (!address) throw new Error('an address of this machine')
  const secret = new Secret(job.secret)
  house.gateways.add({ id: GATEWAY, address, vendor: 'mikrotik', site: SITE, secret })
  database.transaction(() => {
    fillDevices(database, job)
    fillClosed(database, job)
    fillLive(database, job)
  })
  database.script('ANALYZE')
})

/** Rows as many as `count`, numbered from 0 as `n`. */
const COUNTED =
  'WITH RECURSIVE counted (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < ? - 1)'

/** Of no person that comes again: their numbers lie far above. */
function fillDevices(database: Database, { devices, from }: FillJob): void {
  if (devices === 0) return
  database.run(
    `${COUNTED} INSERT INTO person (id, phone_hash, phone_sealed, consent_version, consent_at, created_at)
     SELECT 1000000 + n, randomblob(32), randomblob(40), 'bench', ? * 1000, ? * 1000 FROM counted`,
    devices,
    from,
    from,
  )
  database.run(
    `${COUNTED} INSERT INTO device (mac_hash, mac_sealed, person, remembered_until, first_seen_at, last_seen_at)
     SELECT randomblob(32), randomblob(34), 1000000 + n, ? * 1000 + 2592000000, ? * 1000, ? * 1000
     FROM counted`,
    devices,
    from,
    from,
    from,
  )
}

function fillClosed(database: Database, { closed, from }: FillJob): void {
  if (closed === 0) return
  database.run(
    `${COUNTED} INSERT INTO session (gateway, site, acct_session_id, access_grant, person, device,
       user_name, framed_ip, nas_address, started_at, updated_at, stopped_at, stop_cause, seconds,
       octets_in, octets_out, words)
     SELECT ?, ?, printf('c%08x', n), NULL, 1 + n % ${PEOPLE}, 1 + n % ${PEOPLE},
       printf('w-%022d', n), '10.5.50.2', '127.0.0.1',
       (? - ${CLOSED_EVERY_SECONDS} * n - ${CLOSED_SECONDS}) * 1000,
       (? - ${CLOSED_EVERY_SECONDS} * n) * 1000, (? - ${CLOSED_EVERY_SECONDS} * n) * 1000,
       'User-Request', ${CLOSED_SECONDS}, 100000, 800000,
       printf('start %d 0 0 0 1 - -%sstop %d ${CLOSED_SECONDS} 100000 800000 1 - User-Request%s',
         (? - ${CLOSED_EVERY_SECONDS} * n - ${CLOSED_SECONDS}) * 1000, char(10),
         (? - ${CLOSED_EVERY_SECONDS} * n) * 1000, char(10))
     FROM counted`,
    closed,
    GATEWAY,
    SITE,
    from,
    from,
    from,
    from,
    from,
  )
}

function fillLive(database: Database, { live, from }: FillJob): void {
  if (live === 0) return
  database.run(
    `${COUNTED} INSERT INTO session (gateway, site, acct_session_id, person, device, user_name,
       framed_ip, nas_address, started_at, updated_at, seconds, octets_in, octets_out, words)
     SELECT ?, ?, printf('%08x', n), 1000000 + n, 1 + n, printf('w-%022d', n), '10.5.50.2',
       '127.0.0.1', ? * 1000, ? * 1000, 0, 0, 0,
       printf('start %d 0 0 0 1 - -%s', ? * 1000, char(10))
     FROM counted`,
    live,
    GATEWAY,
    SITE,
    from,
    from,
    from,
  )
}
