import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DAY } from '#src/kernel/clock.ts'
import { type Mac, parseMac } from '#src/kernel/mac.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { PeopleStore } from '#src/people/people-store.ts'
import { parseVoucherCode, type VoucherCode } from '#src/vouchers/voucher.ts'
import { VoucherStore } from '#src/vouchers/voucher-store.ts'
import { openTestStore, standingClock } from '#test/house.ts'

function open() {
  const store = openTestStore()
  const clock = standingClock()
  const { database, keyring } = store
  const people = new PeopleStore(database, keyring)
  const vouchers = new VoucherStore(database, { keyring, clock, entropy: systemEntropy })
  const draft = { plan: 'guest', note: 'Tết', issuedBy: 'lan', expiresAt: clock() + DAY, count: 3 }
  const bring = (code: VoucherCode, address: string) => {
    const mac = parseMac(address) as Mac
    return vouchers.redeem(code, people.deviceOf(mac)?.id, () => {
      const person = people.newPerson({ version: '1', at: clock() })
      return { person, device: people.seeDevice(mac, person, clock()) }
    })
  }
  return {
    ...store,
    clock,
    vouchers,
    draft,
    bring,
    [Symbol.dispose]: () => store[Symbol.dispose](),
  }
}

const A = '02:00:00:00:00:0a'
const B = '02:00:00:00:00:0b'

const Vouchers = suite('vouchers/voucher-store')

Vouchers('issues a batch and prints it again in the same order', () => {
  using store = open()
  const { batch, codes } = store.vouchers.issue(store.draft)

  assert.is(new Set(codes).size, 3)
  assert.equal(store.vouchers.codesOf(batch.id), codes)
  assert.equal(store.vouchers.find(batch.id), batch)
  assert.is(store.vouchers.find(99), undefined)
})

Vouchers('lists batches newest first with how many are redeemed', () => {
  using store = open()
  const first = store.vouchers.issue(store.draft)
  store.vouchers.issue({ ...store.draft, note: 'Yên Tử', count: 1 })
  store.bring(first.codes[0] as VoucherCode, A)

  assert.equal(
    store.vouchers.batches().map(({ note, count, redeemed }) => [note, count, redeemed]),
    [
      ['Yên Tử', 1, 0],
      ['Tết', 3, 1],
    ],
  )
})

Vouchers('writes no code in the clear', () => {
  using store = open()
  const { codes } = store.vouchers.issue(store.draft)
  const blobs = store.database.all<{ h: Uint8Array; s: Uint8Array }>(
    'SELECT code_hash AS h, code_sealed AS s FROM voucher',
  )
  const text = blobs.map(({ h, s }) => Buffer.from(h).toString('latin1') + Buffer.from(s)).join('')
  for (const code of codes) assert.not.ok(text.includes(code))
})

Vouchers('gives a code to the first device, which may come back', () => {
  using store = open()
  const [code] = store.vouchers.issue(store.draft).codes as [VoucherCode]

  const first = store.bring(code, A)
  assert.is(first.kind, 'redeemed')
  assert.equal(store.bring(code, B), { kind: 'spent' })
  assert.equal(store.bring(code, A), first)
})

Vouchers('gives one code to one of fifty devices asking at once', async () => {
  using store = open()
  const [code] = store.vouchers.issue(store.draft).codes as [VoucherCode]
  const phones = Array.from({ length: 50 }, (_, i) => `02:00:00:00:00:${(i + 16).toString(16)}`)

  const all = await Promise.all(
    phones.map((mac) => store.commit.run(() => store.bring(code, mac).kind)),
  )
  assert.is(all.filter((kind) => kind === 'redeemed').length, 1)
  assert.is(all.filter((kind) => kind === 'spent').length, 49)
})

Vouchers('opens nothing past its last day', () => {
  using store = open()
  const [used, unused] = store.vouchers.issue(store.draft).codes as [VoucherCode, VoucherCode]
  store.bring(used, A)
  store.clock.advance(DAY)

  assert.equal(store.bring(used, A), { kind: 'expired' })
  assert.equal(store.bring(unused, B), { kind: 'expired' })
})

Vouchers('does not know a code nobody issued', () => {
  using store = open()
  store.vouchers.issue(store.draft)
  assert.equal(store.bring(parseVoucherCode('2222-2222-2222') as VoucherCode, A), {
    kind: 'unknown',
  })
})

Vouchers('tells what a person holds', () => {
  using store = open()
  const [code] = store.vouchers.issue(store.draft).codes as [VoucherCode]
  const right = store.bring(code, A)
  assert.ok(right.kind === 'redeemed')
  assert.equal(store.vouchers.heldBy(right.person), {
    person: right.person,
    plan: 'guest',
    expiresAt: store.draft.expiresAt,
  })
  assert.is(store.vouchers.heldBy(99), undefined)
})

Vouchers('counts misses by visit and by gateway', () => {
  using store = open()
  const start = store.clock()
  store.vouchers.miss({ visit: 'v1', gateway: 'g' })
  store.clock.advance(1000)
  store.vouchers.miss({ visit: 'v2', gateway: 'g' })

  assert.is(store.vouchers.nthNewestMiss('gateway', 'g', 2), start)
  assert.is(store.vouchers.nthNewestMiss('visit', 'v1', 2), undefined)
  assert.is(store.vouchers.pruneMisses(start + 1), 1)
})

Vouchers.run()
