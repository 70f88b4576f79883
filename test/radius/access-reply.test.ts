import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Limits } from '#src/kernel/limits.ts'
import type { Vendor } from '#src/kernel/vendor.ts'
import { accessAttributes } from '#src/radius/access-reply.ts'
import { Attributes } from '#src/radius/attributes.ts'
import type { AccessReply } from '#src/radius/message.ts'
import { keyOf, signReply, signRequest } from '#src/radius/signature.ts'
import { CODE } from '#src/radius/wire.ts'
import { packetOf, RFC_SECRET } from '#test/radius.ts'

const key = keyOf(RFC_SECRET)
const LIMITS: Limits = { sessionSeconds: 3600, idleSeconds: 600, interimSeconds: 300 }

function said(reply: AccessReply, vendor: Vendor): Attributes {
  const asked = packetOf(signRequest(1, 0, Buffer.alloc(0), Buffer.alloc(16), key))
  const octets = signReply(asked, CODE.accessAccept, accessAttributes(reply, vendor), key)
  return new Attributes(packetOf(octets as Buffer))
}

function granted(limits: Partial<Limits>, vendor: Vendor): Attributes {
  return said(
    { kind: 'accept', limits: { ...LIMITS, ...limits }, class: Buffer.from('grant') },
    vendor,
  )
}

const Reply = suite('radius/access-reply')

Reply('tells every vendor how long, how often and for which grant', () => {
  for (const vendor of ['mikrotik', 'chilli'] as const) {
    const attributes = granted({}, vendor)
    assert.is(attributes.integer('Session-Timeout'), 3600)
    assert.is(attributes.integer('Idle-Timeout'), 600)
    assert.is(attributes.integer('Acct-Interim-Interval'), 300)
    assert.equal(attributes.octets('Class'), Buffer.from('grant'))
  }
})

Reply(
  'RFC 2869 §5.16: asks for no report within a minute, and says no 0 that means no limit',
  () => {
    const attributes = granted({ sessionSeconds: 0.4, interimSeconds: 1, octets: 0 }, 'mikrotik')
    assert.is(attributes.integer('Session-Timeout'), 1)
    assert.is(attributes.integer('Acct-Interim-Interval'), 60)
    assert.is(attributes.integer('Mikrotik-Total-Limit'), 1)
    assert.is(granted({ idleSeconds: 0 }, 'chilli').integer('Idle-Timeout'), undefined)
  },
)

Reply('gives a reason on one attribute, cut between characters', () => {
  const message = 'ộ'.repeat(100)
  const attributes = said({ kind: 'reject', message }, 'mikrotik')
  assert.is(attributes.text('Reply-Message'), 'ộ'.repeat(84))
  assert.is(said({ kind: 'reject' }, 'mikrotik').text('Reply-Message'), undefined)
})

Reply.run()
