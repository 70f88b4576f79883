import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Ip } from '#src/kernel/ip.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import { type Realm, type RealmDraft, realmRecordSchema } from '#src/realms/realm.ts'
import { openRealm, RealmStore } from '#src/realms/realm-store.ts'
import { Collection } from '#src/store/collection.ts'
import { Keyring } from '#src/store/keyring.ts'
import { openTestStore, standingClock } from '#test/house.ts'

type Store = ReturnType<typeof openTestStore>

const records = (store: Store) =>
  new Collection(store.folder, 'realms', realmRecordSchema, store.database)

const open = (store: Store) =>
  new RealmStore(records(store), {
    keyring: store.keyring,
    clock: standingClock(),
    entropy: systemEntropy,
  })

const draft = (id: string, secret?: string): RealmDraft => ({
  id,
  servers: [
    {
      host: '10.9.0.1' as Ip,
      authPort: 1812,
      acctPort: 1813,
      transport: 'udp',
      statusServer: true,
      ...(secret === undefined ? {} : { secret: new Secret(secret) }),
    },
  ],
  order: 'fail-over',
  plan: 'public',
  strip: false,
  accounting: true,
  allow: [],
  withhold: [],
})

function secretOf(realm: Realm | undefined): string | undefined {
  const [server] = realm?.servers ?? []
  return server?.transport === 'udp' ? server.secret.reveal() : undefined
}

const Realms = suite('realms/realm-store')

Realms('finds a user’s own realm before the wider ones, and no realm nobody added', () => {
  using store = openTestStore()
  const realms = open(store)
  for (const id of ['*.gov.vn', '*.agency.gov.vn', 'tax.agency.gov.vn']) realms.add(draft(id))

  assert.is(realms.ofUser('lan@TAX.agency.gov.vn')?.id, 'tax.agency.gov.vn')
  assert.is(realms.ofUser('lan@it.agency.gov.vn')?.id, '*.agency.gov.vn')
  assert.is(realms.ofUser('lan@agency.gov.vn')?.id, '*.gov.vn')
  assert.is(realms.ofUser('lan@gov.vn'), undefined)
  assert.is(realms.ofUser('lan'), undefined)
})

Realms(
  'sends users at once to what the command line added beside it, and no more once removed',
  () => {
    using store = openTestStore()
    const [server, commandLine] = [open(store), open(store)]
    commandLine.add(draft('agency.gov.vn'))
    assert.is(server.ofUser('lan@agency.gov.vn')?.id, 'agency.gov.vn')
    assert.ok(server.remove('agency.gov.vn'))
    assert.not.ok(server.remove('agency.gov.vn'))
    assert.is(server.ofUser('lan@agency.gov.vn'), undefined)
  },
)

Realms('makes up a long secret, and keeps each sealed', () => {
  using store = openTestStore()
  const addition = open(store).add(draft('agency.gov.vn'))
  const made = addition.kind === 'added' ? secretOf(addition.realm) : undefined
  assert.is(made?.length, 32)
  const file = readFileSync(join(store.folder, 'realms.json'), 'utf8')
  assert.not.match(file, made ?? '')
  assert.is(secretOf(open(store).find('agency.gov.vn')), made)
})

Realms('takes no secret that stands in manuals, and no realm twice', () => {
  using store = openTestStore()
  const realms = open(store)
  assert.is(realms.add(draft('agency.gov.vn', 'testing123')).kind, 'secret-printed')
  assert.is(realms.add(draft('agency.gov.vn', 'a secret of our own')).kind, 'added')
  assert.is(realms.add(draft('agency.gov.vn')).kind, 'id-taken')
})

Realms('names the realm whose secret another key sealed', () => {
  using store = openTestStore()
  open(store).add(draft('agency.gov.vn'))
  const [record] = records(store).all()
  assert.ok(record)
  const other = new Keyring(new Uint8Array(32).fill(8))
  assert.throws(() => openRealm(record, other), /agency\.gov\.vn/)
})

Realms('RFC 6614: keeps a server over TLS by its certificate, without a secret', () => {
  using store = openTestStore()
  const server = {
    transport: 'radsec',
    host: '10.9.0.1' as Ip,
    port: 2083,
    certificate: 'ab'.repeat(32),
  } as const
  open(store).add({ ...draft('agency.gov.vn'), servers: [server] })
  assert.equal(open(store).find('agency.gov.vn')?.servers, [server])
})

Realms.run()
