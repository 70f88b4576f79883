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

Grants('tells the same of one at hand as of one in the database', () => {
  using store = open()
  const id = store.grants.add(store.draft)
  assert.equal(store.grants.hold(id), { id, ...store.draft })
  assert.equal(store.grants.hold(id), { id, ...store.draft })
  const later = { ...store.draft, id: id + 131_072, gateway: 'hg-2', plan: 'slow' }
  store.grants.keep(later)
  assert.equal(store.grants.find(later.id), later, 'without the database')
  assert.equal(store.grants.find(id), { id, ...store.draft }, 'which has the one it replaced')
  assert.is(store.grants.find(0), undefined)
})

Grants.run()
