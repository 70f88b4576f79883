import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { GrantStore } from '#src/login/grant-store.ts'
import { PeopleStore } from '#src/people/people-store.ts'
import { openTestStore } from '#test/house.ts'
import { macNumber } from '#test/login.ts'

function open() {
  const store = openTestStore()
  const people = new PeopleStore(store.database, store.keyring)
  const person = people.newPerson({ version: '1', at: 1 })
  const draft = {
    person,
    device: people.seeDevice(macNumber(1), person, 1),
    gateway: 'hg-1',
    site: 'hon-gai',
    plan: 'public',
    proof: 'voucher',
    grantedAt: 10,
    expiresAt: 20,
  } as const
  const grants = new GrantStore(store.database)
  return { ...store, grants, draft, [Symbol.dispose]: () => store[Symbol.dispose]() }
}

const Grants = suite('login/grant-store')

Grants('finds what it was given', () => {
  using store = open()
  const id = store.grants.add(store.draft)
  assert.equal(store.grants.find(id), { id, ...store.draft })
  assert.is(store.grants.find(99), undefined)
})

Grants('keeps a credential and that it was used', () => {
  using store = open()
  const id = store.grants.add(store.draft)
  store.grants.addCredential('w-1', id, 15)
  const grant = { id, ...store.draft }
  const macHash = Uint8Array.from(store.keyring.hash('mac', macNumber(1)))
  assert.equal(store.grants.credential('w-1'), { grant, macHash, expiresAt: 15, usedAt: undefined })

  store.database.run("UPDATE credential SET used_at = 12 WHERE user_name = 'w-1'")
  assert.is(store.grants.credential('w-1')?.usedAt, 12)
  assert.is(store.grants.credential('w-2'), undefined)
})

Grants('removes old credentials and no grant', () => {
  using store = open()
  const id = store.grants.add(store.draft)
  store.grants.addCredential('w-1', id, 15)
  store.grants.addCredential('w-2', id, 16)
  assert.is(store.grants.pruneCredentials(16), 1)
  assert.is(store.grants.credential('w-1'), undefined)
  assert.ok(store.grants.credential('w-2'))
  assert.ok(store.grants.find(id))
})

Grants.run()
