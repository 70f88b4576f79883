import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DAY } from '#src/kernel/clock.ts'
import type { BatchDraft } from '#src/vouchers/voucher-store.ts'
import { openSignedIn } from '#test/signed-in.ts'

const ORDER = { plan: 'public', count: '9', days: '30', note: 'Quầy vé' }

const Vouchers = suite('admin/voucher-routes')

Vouchers('issues what was ordered, in the officer’s name', async () => {
  using plain = await openSignedIn('operator')
  const orders: BatchDraft[] = []
  const issue = (draft: BatchDraft) => {
    orders.push(draft)
    return plain.ports.vouchers.issue(draft)
  }
  using house = await openSignedIn('operator', { vouchers: { ...plain.ports.vouchers, issue } })
  const response = await house.post('/vouchers', ORDER)
  assert.is(response.headers.get('location'), '/vouchers/3?done=vouchersIssued')
  assert.equal(orders, [
    {
      plan: 'public',
      count: 9,
      note: 'Quầy vé',
      issuedBy: 'operator',
      expiresAt: house.clock() + 30 * DAY,
    },
  ])
  assert.is(house.lastAudit()?.action, 'voucher.issued')
})

Vouchers('issues nothing on a wrong order and keeps what was typed', async () => {
  using house = await openSignedIn('operator')
  for (const wrong of [{ count: '0' }, { count: '501' }, { count: '1e2' }, { days: '-1' }]) {
    const response = await house.post('/vouchers', { ...ORDER, ...wrong })
    assert.is(response.status, 422)
    assert.match(await response.text(), 'value="Quầy vé"')
  }
  assert.is((await house.post('/vouchers', { ...ORDER, plan: 'gold' })).status, 422)
  assert.is.not(house.lastAudit()?.action, 'voucher.issued')
})

Vouchers('prints each code in letters and as a picture', async () => {
  using house = await openSignedIn('operator')
  const body = await (await house.get('/vouchers/3/sheet')).text()
  assert.is(body.match(/<svg class="qr"/g)?.length, 9)
  assert.match(body, '7KXM-P2QA-9RTA')
  assert.is((await house.get('/vouchers/99/sheet')).status, 404)
})

Vouchers.run()
