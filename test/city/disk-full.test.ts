import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verify } from '#src/accounting/ledger.ts'
import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { type Phone as PhoneNumber, parsePhone } from '#src/kernel/phone.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import { openRadiusClient, type RadiusClient } from '#src/radius/client.ts'
import { openGateway } from '#src/simulator/gateway.ts'
import { PROBES } from '#src/simulator/internet.ts'
import { Phone, type Visitor } from '#src/simulator/phone.ts'
import { seeded } from '#src/simulator/seeded.ts'
import { DATABASE_FILE } from '#src/store/backup.ts'
import { Database } from '#src/store/database.ts'
import { Reserve, spaceIn } from '#src/store/reserve.ts'
import { mac } from '#test/edge.ts'
import { temporaryFolder } from '#test/house.ts'
import { programOver } from '#test/serve-process.ts'
import { openTown } from '#test/town.ts'

/** Room for the reserve, and for what is free when it is made. */
const MEBIBYTES = 96
/** More than a page of the journal holds. */
const WORDS_MAX = 400
const VISITOR: Visitor = {
  number: parsePhone('0912345678') as PhoneNumber,
  mac: mac('7e:8a:09:65:4d:ec'),
  probe: PROBES[0]!,
}
const SECRET = 'a secret for the test'
const GATEWAY_ADD = [
  ['gateway', 'add', '--name', 'gw-1', '--address', '127.0.0.1', '--vendor', 'mikrotik'],
  ['--site', 'quang-truong-30-10', '--secret', SECRET],
].flat()
/** One that takes silence for an answer, where silence is what is expected. */
const HASTY = { firstMs: 400, attempts: 1 }
const PATIENT = { firstMs: 250, attempts: 7 }

/** A disk of its own, as small as that, or nothing where this account may not mount one. */
function smallDisk() {
  const folder = temporaryFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${MEBIBYTES}m`, 'tmpfs', folder.path], {
      stdio: 'ignore',
    })
  } catch {
    folder[Symbol.dispose]()
    return undefined
  }
  const ballast = join(folder.path, 'ballast')
  return {
    path: folder.path,
    /** Until not an octet is left. */
    fill() {
      const file = openSync(ballast, 'w')
      try {
        for (let size = 1024 * 1024; size >= 1; ) {
          try {
            if (writeSync(file, Buffer.alloc(size, 1)) < size) size >>= 1
          } catch {
            size >>= 1
          }
        }
      } finally {
        closeSync(file)
      }
    },
    clear: () => rmSync(ballast),
    [Symbol.dispose]() {
      execFileSync('umount', [folder.path])
      folder[Symbol.dispose]()
    },
  }
}

const word = (id: string) =>
  [
    ['Acct-Status-Type', 'Start'],
    ['Acct-Session-Id', id],
    ['User-Name', 'guest'],
  ] as const

const isHeard = (client: RadiusClient, id: string) =>
  client.account(word(id)).then(
    () => true,
    () => false,
  )

/** A log, and the first line of an event in it. */
function heard() {
  const waiting = new Map<string, () => void>()
  return {
    log: (event: string) => waiting.get(event)?.(),
    first: (event: string) => new Promise<void>((resolve) => waiting.set(event, resolve)),
  }
}

const DiskFull = suite('city/disk-full')
const canMount = smallDisk()
canMount?.[Symbol.dispose]()
if (!canMount) process.stdout.write('skipped: a small disk cannot be mounted by this account\n')
const onSmallDisk = canMount ? DiskFull : DiskFull.skip

onSmallDisk(
  'a full disk acknowledges nothing and ends nothing, and with room it goes on',
  async () => {
    using small = smallDisk()
    if (!small) throw new Error('it was mounted before')
    const program = programOver(small.path)
    await program.command(...GATEWAY_ADD)
    const server = await program.serve()
    const heard = ['before']
    try {
      const ports = { host: '127.0.0.1', authPort: server.authPort, acctPort: server.acctPort }
      const secret = new Secret(SECRET)
      await using hasty = await openRadiusClient({ ...ports, secret, retry: HASTY })
      await using patient = await openRadiusClient({ ...ports, secret, retry: PATIENT })
      assert.ok(await isHeard(patient, 'before'))

      small.fill()
      // What is left of the journal's last page still takes a few.
      for (let n = 0; heard.length === n + 1 && n < WORDS_MAX; n++) {
        if (await isHeard(hasty, `last-${n}`)) heard.push(`last-${n}`)
      }
      assert.ok(heard.length < WORDS_MAX, 'then it takes no more')
      const { accepted } = await patient.access([
        ['User-Name', 'nobody'],
        ['User-Password', 'guess'],
      ])
      assert.is(accepted, false, 'a refusal needs no disk')
      assert.match(server.said(), /app\.disk-full.*accounting is not taken/)
      const doctor = await program.command('doctor').catch(({ stdout }) => stdout)
      assert.match(doctor, /✗ disk: .* accounting is not taken/)
      const page = await fetch(server.portalUrl, { redirect: 'manual' })
      assert.ok(page.status < 500, `the portal answers: ${page.status}`)

      const late = isHeard(patient, 'late')
      small.clear()
      assert.ok(await late, 'by itself')
      assert.ok(await isHeard(patient, 'after'))
      assert.match(server.said(), /app\.disk-has-room/)
    } finally {
      await server.stop()
    }
    using database = new Database(join(small.path, 'data', DATABASE_FILE))
    const rows = database.all<{ id: string }>('SELECT acct_session_id AS id FROM session')
    const ids = rows.map(({ id }) => id)
    assert.equal(
      [...heard, 'late', 'after'].filter((id) => !ids.includes(id)),
      [],
    )
    assert.equal(verify(database), [])
  },
)

onSmallDisk('while the disk is full people sign in, and what is told of them waits', async () => {
  using small = smallDisk()
  if (!small) throw new Error('it was mounted before')
  const log = heard()
  using reserve = await Reserve.open(spaceIn(small.path, systemEntropy), log.log)
  await using town = await openTown(['mikrotik'], systemClock, {
    disk: small,
    hasRoom: () => reserve.isKept,
  })
  const [spec] = town.gateways
  const ports = { clock: systemClock, entropy: seeded('full').entropy, log: silentLog }
  await using gateway = await openGateway({ ...spec!, retry: PATIENT }, ports)
  await gateway.settled()

  small.fill()
  await log.first('app.disk-full')
  await using phone = new Phone(VISITOR, { ...town, clock: systemClock, gateway })
  const { kind } = await phone.getOnline({ kind: 'code' })
  assert.is(kind, 'online', 'code, grant and Access-Accept')
  assert.is(town.house.sessions.countLive(), 0, 'its Start is not taken')

  small.clear()
  await gateway.settled()
  assert.is(town.house.sessions.countLive(), 1, 'by itself')
  assert.equal(verify(town.house.database), [])
})

DiskFull.run()
