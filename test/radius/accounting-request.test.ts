import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Ip } from '#src/kernel/ip.ts'
import { readAccountingRequest } from '#src/radius/accounting-request.ts'
import { type Attribute, layout, uint32 } from '#src/radius/dictionary.ts'
import type { AccountingRequest } from '#src/radius/message.ts'
import { keyOf, signRequest } from '#src/radius/signature.ts'
import { CODE } from '#src/radius/wire.ts'
import { anyPacket } from '#test/any-packet.ts'
import { gateway, packetOf, RFC_SECRET } from '#test/radius.ts'

const SOURCE = '10.0.0.1' as Ip
const RECEIVED_AT = Date.parse('2026-11-22T05:00:00Z')
const key = keyOf(RFC_SECRET)

function read(attributes: readonly Attribute[]) {
  const octets = signRequest(4, 0, layout(attributes), new Uint8Array(16), key)
  return readAccountingRequest({
    packet: packetOf(octets),
    nas: gateway(),
    source: SOURCE,
    receivedAt: RECEIVED_AT,
  })
}

function reasonOf(attributes: readonly Attribute[]): string | undefined {
  const request = read(attributes)
  return 'kind' in request ? request.reason : undefined
}

const SESSION: readonly Attribute[] = [
  ['User-Name', 'nemo'],
  ['Acct-Session-Id', '8120000a'],
]

const Accounting = suite('radius/accounting-request')

Accounting('RFC 2866 §4.1: reads a Stop with everything a gateway says', () => {
  const request = read([
    ...SESSION,
    ['Acct-Status-Type', 'Stop'],
    ['Acct-Session-Time', 3600],
    ['Acct-Input-Octets', 5],
    ['Acct-Input-Gigawords', 1],
    ['Acct-Output-Octets', 0xffffffff],
    ['Acct-Output-Gigawords', 2],
    ['Acct-Delay-Time', 12],
    ['Event-Timestamp', new Date(RECEIVED_AT - 12_000)],
    ['Acct-Terminate-Cause', 'Idle-Timeout'],
    ['Acct-Multi-Session-Id', 'roam-7'],
    ['Class', Buffer.from('first')],
    ['Class', Buffer.from('second')],
  ]) as AccountingRequest
  const { nas: _nas, class: opaque, ...rest } = request
  assert.equal(rest, {
    userName: 'nemo',
    callingStation: undefined,
    framedIp: undefined,
    acctSessionId: '8120000a',
    acctMultiSessionId: 'roam-7',
    status: 'stop',
    sessionSeconds: 3600,
    octetsIn: 2 ** 32 + 5,
    octetsOut: 3 * 2 ** 32 - 1,
    hasGigawords: true,
    delaySeconds: 12,
    eventTimestamp: RECEIVED_AT - 12_000,
    source: SOURCE,
    terminateCause: 'Idle-Timeout',
    receivedAt: RECEIVED_AT,
  })
  assert.equal(opaque, Buffer.from('first'))
})

Accounting(
  'takes input as from the phone, unless CoovaChilli says it counts as the phone does',
  () => {
    const seen = (...said: Attribute[]) => {
      const { octetsIn, octetsOut } = read([
        ...SESSION,
        ['Acct-Status-Type', 'Interim-Update'],
        ['Acct-Input-Octets', 7],
        ['Acct-Output-Octets', 11],
        ['Acct-Output-Gigawords', 1],
        ...said,
      ]) as AccountingRequest
      return [octetsIn, octetsOut]
    }
    const [fromPhone, toPhone] = [7, 2 ** 32 + 11]
    const viewPoint = 'CoovaChilli-Acct-View-Point'
    assert.equal(seen(), [fromPhone, toPhone])
    assert.equal(seen([viewPoint, 'CoovaChilli-NAS-View-Point']), [fromPhone, toPhone])
    assert.equal(seen([viewPoint, 'CoovaChilli-Client-View-Point']), [toPhone, fromPhone])
    assert.equal(seen([viewPoint, Buffer.of(2)]), [fromPhone, toPhone])
  },
)

Accounting('RFC 2869 §5.1: says when the counters may have wrapped', () => {
  const request = read([...SESSION, ['Acct-Status-Type', 'Interim-Update']]) as AccountingRequest
  assert.not.ok(request.hasGigawords)
  assert.is(request.status, 'interim')
  assert.is(request.octetsIn, 0)
  assert.is(request.eventTimestamp, undefined)
})

Accounting('RFC 2866 §5.1: lets a gateway speak for all its sessions without naming one', () => {
  const on = read([['Acct-Status-Type', 'Accounting-On']]) as AccountingRequest
  const off = read([['Acct-Status-Type', 'Accounting-Off']]) as AccountingRequest
  assert.equal([on.status, off.status], ['on', 'off'])
  assert.is(on.userName, '')
})

Accounting('RFC 2866 §4.1: a record that names no NAS is its whose address it came from', () => {
  const request = read([...SESSION, ['Acct-Status-Type', 'Start']]) as AccountingRequest
  assert.is(request.nas.id, 'ben-tau')
})

Accounting('RFC 2866 §5.10: keeps the number of a cause no RFC names', () => {
  const request = read([
    ...SESSION,
    ['Acct-Status-Type', 'Stop'],
    ['Acct-Terminate-Cause', uint32(9999)],
  ]) as AccountingRequest
  assert.is(request.terminateCause, '9999')
})

Accounting('RFC 2866 §5.5: names what makes a record unusable', () => {
  const start: Attribute = ['Acct-Status-Type', 'Start']
  assert.is(reasonOf(SESSION), 'acct-status-type')
  assert.is(reasonOf([...SESSION, ['Acct-Status-Type', uint32(9)]]), 'acct-status-type')
  assert.is(reasonOf([...SESSION, ['Acct-Status-Type', Buffer.of(1)]]), 'acct-status-type')
  assert.is(reasonOf([start]), 'acct-session-id')
  assert.is(reasonOf([start, ['Acct-Session-Id', Buffer.of(0xff)]]), 'acct-session-id')
  assert.is(reasonOf([...SESSION, start, ['Acct-Input-Gigawords', 2 ** 21]]), 'counters')
  assert.is(reasonOf([start, ['User-Name', Buffer.of(0xff)]]), 'user-name')
})

Accounting('RFC 2869 §5.1: joins any counters to what they were', () => {
  const counter = fc.maxSafeNat().map((value) => Math.floor(value / 2))
  fc.assert(
    fc.property(counter, counter, (octetsIn, octetsOut) => {
      const request = read([
        ...SESSION,
        ['Acct-Status-Type', 'Interim-Update'],
        ['Acct-Input-Octets', uint32(octetsIn % 2 ** 32)],
        ['Acct-Input-Gigawords', uint32(Math.floor(octetsIn / 2 ** 32))],
        ['Acct-Output-Octets', uint32(octetsOut % 2 ** 32)],
        ['Acct-Output-Gigawords', uint32(Math.floor(octetsOut / 2 ** 32))],
      ]) as AccountingRequest
      assert.equal([request.octetsIn, request.octetsOut], [octetsIn, octetsOut])
    }),
  )
})

Accounting('whatever stands in a sound packet, reading it comes to something', () => {
  fc.assert(
    fc.property(anyPacket(CODE.accountingRequest), (packet) => {
      const source = '10.1.2.3' as Ip
      const record = readAccountingRequest({ packet, nas: gateway(), source, receivedAt: 0 })
      if ('kind' in record) return
      assert.ok(Number.isSafeInteger(record.octetsIn + record.octetsOut))
      assert.ok(record.octetsIn >= 0 && record.octetsOut >= 0)
    }),
    { numRuns: 1000 },
  )
})

Accounting.run()
