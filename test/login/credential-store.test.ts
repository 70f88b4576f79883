import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemEntropy } from '#src/kernel/random.ts'
import { newCredential } from '#src/login/credential.ts'
import { CredentialStore } from '#src/login/credential-store.ts'
import { GrantClasses } from '#src/login/grant-class.ts'
import { GrantStore } from '#src/login/grant-store.ts'
import { PeopleStore } from '#src/people/people-store.ts'
import type { Book } from '#src/store/journal.ts'
import { openTestStore, writeAll } from '#test/house.ts'
import { macNumber } from '#test/login.ts'

/** One grant with its credential, and a journal that says when it has written. */
function open() {
  const store = openTestStore()
  const { database, keyring } = store
  const people = new PeopleStore(database, keyring)
  const grants = new GrantStore(database)
  const classes = new GrantClasses(keyring)
  const mac = macNumber(1)
  const person = people.newPerson({ version: '1', at: 1 })
  const draft = {
    person,
    device: people.seeDevice(mac, person, 1),
    gateway: 'hg-1',
    site: 'hon-gai',
    plan: 'public',
    proof: 'voucher',
    grantedAt: 10,
    expiresAt: 20,
  } as const
  const grant = { ...draft, id: grants.add(draft) }
  const credential = newCredential(keyring, systemEntropy, 1)
  const disk = { isFull: false }
  const book: Book = {
    write: async (_, work) => {
      if (disk.isFull) throw new Error('full')
      return work()
    },
  }
  const openCredentials = () =>
    new CredentialStore(database, { keyring, grants, classes, journal: { book: () => book } })
  const credentials = openCredentials()
  credentials.add(credential, grant, mac, 15)
  return {
    ...store,
    ...{ people, grant, mac, credential, credentials, openCredentials, classes, disk },
    [Symbol.dispose]: () => store[Symbol.dispose](),
  }
}

const Credentials = suite('login/credential-store')

Credentials('tells the same of a credential at hand and of one that only the database has', () => {
  using world = open()
  const { credential, grant, mac } = world
  const held = {
    grant,
    mac,
    password: credential.password,
    expiresAt: 15,
  }
  assert.equal(world.credentials.find(credential.userName), held)
  assert.equal(world.openCredentials().find(credential.userName), held)
  assert.is(world.credentials.find('w-nobody'), undefined)
})

Credentials('is nobody’s device once its owner is forgotten', () => {
  using world = open()
  world.people.forget(world.grant.person)
  const held = world.openCredentials().find(world.credential.userName)
  assert.ok(held && held !== 'used')
  assert.is(held.mac, undefined)
})

Credentials('opens once: while it opens, before it is settled and after', async () => {
  using world = open()
  const { credentials, credential } = world
  const held = credentials.find(credential.userName)
  assert.ok(held && held !== 'used')

  const using = credentials.use(credential.userName, held, 12)
  assert.is(credentials.find(credential.userName), 'used')
  await using
  assert.is(credentials.find(credential.userName), 'used')
  assert.not(credentials.isEmpty)
  writeAll(world.database, credentials.leave()())
  credentials.written()
  assert.ok(credentials.isEmpty)
  assert.is(credentials.find(credential.userName), 'used')
  assert.is(world.openCredentials().find(credential.userName), 'used')
})

Credentials('is unused as before when the disk would not have it', async () => {
  using world = open()
  const { credentials, credential, disk } = world
  const held = credentials.find(credential.userName)
  assert.ok(held && held !== 'used')
  disk.isFull = true
  await credentials.use(credential.userName, held, 12).then(
    () => assert.unreachable(),
    () => undefined,
  )
  assert.equal(credentials.find(credential.userName), held)
})

Credentials('tells who was let in and has no session yet', async () => {
  using world = open()
  const { credentials, credential, grant } = world
  assert.equal(credentials.arriving(0), [])
  const held = credentials.find(credential.userName)
  assert.ok(held && held !== 'used')
  await credentials.use(credential.userName, held, 12)
  writeAll(world.database, credentials.leave()())
  assert.equal(credentials.arriving(11), [{ grant, usedAt: 12 }])
  assert.equal(credentials.arriving(12), [])
})

Credentials('removes old ones, and no grant', () => {
  using world = open()
  assert.is(world.credentials.prune(15), 0)
  assert.is(world.credentials.prune(16), 1)
  assert.is(world.openCredentials().find(world.credential.userName), undefined)
  assert.equal(new GrantStore(world.database).find(world.grant.id), world.grant)
})

Credentials.run()
