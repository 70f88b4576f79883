import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseMac } from '#src/kernel/mac.ts'
import { layout } from '#src/radius/dictionary.ts'
import { chilli } from '#src/radius/vendors/chilli.ts'
import { hex } from '#test/radius.ts'

const LIMITS = { sessionSeconds: 3600, idleSeconds: 600, interimSeconds: 300 }

const SESSION = {
  userName: 'nemo',
  acctSessionId: '65',
  framedIp: undefined,
  callingStation: undefined,
}

const Chilli = suite('radius/vendors/chilli')

Chilli('gives rates in bit/s', () => {
  const attributes = chilli.limits({ ...LIMITS, rate: { upKbps: 1000, downKbps: 5_000_000 } })
  assert.equal(layout(attributes), hex('1a0c0000372a0706000f4240 1a0c0000372a0806ffffffff'))
})

Chilli('carries a quota past 4 GiB in Gigawords', () => {
  assert.equal(
    layout(chilli.limits({ ...LIMITS, octets: 2 ** 32 })),
    hex('1a0c000038df030600000000 1a0c000038df170600000001'),
  )
})

Chilli('names a session by name and id', () => {
  assert.equal(layout(chilli.session(SESSION)), hex('01066e656d6f 2c043635'))
})

Chilli('names a session that came by its address as it spells that', () => {
  const callingStation = parseMac('7e:8a:09:65:4d:ec')
  const [name] = chilli.session({ ...SESSION, userName: '', callingStation })
  assert.equal(name, ['User-Name', Buffer.from('7E-8A-09-65-4D-EC')])
})

Chilli('RFC 5176 §2.2: is told every limit of a running session, or would forget the rest', () => {
  const limits = { ...LIMITS, rate: { upKbps: 128, downKbps: 256 }, octets: 2 ** 32 + 700 }
  assert.equal(
    layout(chilli.change(limits) ?? []),
    hex(`1b0600000e10 1c0600000258 5506 0000012c
      1a0c0000372a07060001f400 1a0c0000372a08060003e800
      1a0c000038df0306000002bc 1a0c000038df170600000001`),
  )
})

Chilli.run()
