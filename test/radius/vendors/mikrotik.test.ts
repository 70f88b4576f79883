import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseIp } from '#src/kernel/ip.ts'
import { parseMac } from '#src/kernel/mac.ts'
import { layout } from '#src/radius/dictionary.ts'
import { mikrotik } from '#src/radius/vendors/mikrotik.ts'
import { hex } from '#test/radius.ts'

const LIMITS = { sessionSeconds: 3600, idleSeconds: 600, interimSeconds: 300 }
const SESSION = {
  userName: 'nemo',
  acctSessionId: '8120000a',
  framedIp: parseIp('10.5.50.7'),
  callingStation: undefined,
}

const Mikrotik = suite('radius/vendors/mikrotik')

Mikrotik('says nothing of what is unlimited', () => {
  assert.equal(mikrotik.limits(LIMITS), [])
})

Mikrotik('gives the rate from the side of the router: receive, then transmit', () => {
  const attributes = mikrotik.limits({ ...LIMITS, rate: { upKbps: 2048, downKbps: 10240 } })
  const text = Buffer.from('2048k/10240k').toString('hex')
  assert.equal(layout(attributes), hex(`1a14 00003a8c 080e ${text}`))
})

Mikrotik('carries a quota past 4 GiB in Gigawords', () => {
  assert.equal(layout(mikrotik.limits({ ...LIMITS, octets: 700 })), hex('1a0c00003a8c1106000002bc'))
  assert.equal(
    layout(mikrotik.limits({ ...LIMITS, octets: 2 ** 33 + 700 })),
    hex('1a0c00003a8c1106000002bc 1a0c00003a8c120600000002'),
  )
})

Mikrotik('names a session by name, id and address', () => {
  assert.equal(
    layout(mikrotik.session(SESSION)),
    hex('01066e656d6f 2c0a 3831323030303061 08060a053207'),
  )
  assert.is(mikrotik.session({ ...SESSION, framedIp: undefined }).length, 2)
})

Mikrotik('names a session that came by its address as it spells that', () => {
  const callingStation = parseMac('7e:8a:09:65:4d:ec')
  const [name] = mikrotik.session({ ...SESSION, userName: '', callingStation })
  assert.equal(name, ['User-Name', Buffer.from('7E:8A:09:65:4D:EC')])
})

Mikrotik('RFC 5176 §2.2: changes rate and time-outs of a session while it runs', () => {
  const limits = { ...LIMITS, rate: { upKbps: 128, downKbps: 256 } }
  const rate = Buffer.from('128k/256k').toString('hex')
  assert.equal(
    layout(mikrotik.change(limits) ?? []),
    hex(`1a11 00003a8c 080b ${rate} 1b0600000e10 1c0600000258`),
  )
})

Mikrotik('cannot set a quota of a running session, nor lift a rate', () => {
  const rate = { upKbps: 128, downKbps: 256 }
  assert.is(mikrotik.change({ ...LIMITS, rate, octets: 1_000_000 }), undefined)
  assert.is(mikrotik.change(LIMITS), undefined)
})

Mikrotik.run()
