import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { entryOf, saidIn, saidOf } from '#src/accounting/entry.ts'
import { wordOf } from '#src/accounting/merge.ts'
import type { AccountingRequest } from '#src/radius/message.ts'
import { accountingRequest } from '#test/ledger.ts'

const said = (more: Partial<AccountingRequest>) => {
  const request = accountingRequest(more)
  return saidOf(request, request.acctSessionId ?? '', 3, wordOf(request, 'interim', 7))
}

const Entry = suite('accounting/entry')

Entry('the journal gives back what a request said', () => {
  for (const more of [{}, { acctMultiSessionId: 'roam-7' }, { userName: 'a"b\\c' }]) {
    assert.equal(saidIn(entryOf(said(more))), said(more))
  }
})

Entry('an entry of a program that knew no Acct-Multi-Session-Id is read as it was meant', () => {
  const entry = '["gw-1","10.0.0.1","80000001","guest",null,3,"interim 0 5 1 2 1 7 -"]'
  assert.equal(saidIn(entry).acctMultiSessionId, undefined)
  assert.equal(saidIn(entry).word.seconds, 5)
})

Entry.run()
