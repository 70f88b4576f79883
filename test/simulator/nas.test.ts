import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { SECOND } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import { silentLog } from '#src/kernel/log.ts'
import { VENDORS, type Vendor } from '#src/kernel/vendor.ts'
import { Attributes } from '#src/radius/attributes.ts'
import { type Attribute, layout } from '#src/radius/dictionary.ts'
import { inspect, type Packet } from '#src/radius/wire.ts'
import { Nas, type Uplink } from '#src/simulator/nas.ts'
import { GATEWAY_IP, ip, mac } from '#test/edge.ts'
import { standingClock } from '#test/house.ts'

const STATION = { mac: mac('7e:8a:09:65:4d:ec'), ip: ip('127.101.9.2') }
const FACTS = {
  identifier: 'g1',
  address: GATEWAY_IP,
  hotspotHost: '127.20.9.1:80',
  mac: mac('02:00:00:00:00:01'),
}

/** Attributes as they come off the wire. */
function received(attributes: readonly Attribute[]): Attributes {
  const body = layout(attributes)
  const packet = Buffer.concat([Buffer.alloc(20), body])
  packet[0] = 2
  packet.writeUInt16BE(packet.length, 2)
  return new Attributes(inspect(packet) as Packet)
}

function openNas(vendor: Vendor, reply: readonly Attribute[] = [], lost = 0) {
  const clock = standingClock()
  const records: Map<string, Attribute[1]>[] = []
  let losses = lost
  const uplink: Uplink = {
    access: async () => ({ accepted: true, attributes: received(reply) }),
    account: async (attributes) => {
      if (losses-- > 0) {
        clock.advance(15 * SECOND)
        throw new Fault('network/unavailable')
      }
      records.push(new Map(attributes))
    },
  }
  return {
    clock,
    records,
    nas: new Nas(vendor, FACTS, undefined, { uplink, clock, log: silentLog }),
  }
}

const NasSuite = suite('simulator/nas')

NasSuite('sends a record again as a new one that tells its age', async () => {
  const { nas, records } = openNas('chilli', [], 2)
  nas.boot()
  await nas.settled()
  assert.equal(
    records.map((record) => [record.get('Acct-Status-Type'), record.get('Acct-Delay-Time')]),
    [['Accounting-On', 30]],
  )
})

NasSuite('gives a record up in the end', async () => {
  const { nas, records } = openNas('chilli', [], 100)
  nas.boot()
  await nas.settled()
  assert.equal(records, [])
})

for (const vendor of VENDORS) {
  NasSuite(
    `${vendor} echoes Class octet for octet, and counts past 2^32 with Gigawords`,
    async () => {
      const octets = Buffer.of(1, 0, 0xff, 0xfe, 0x80)
      const { nas, records } = openNas(vendor, [['Class', octets]])
      await nas.signIn(STATION, 'w', [])
      nas.sessionOf(STATION.mac)?.carry(2 ** 33 + 5, 7, 0)
      nas.end(STATION.mac, 'User-Request')
      await nas.settled()
      const stop = records.at(-1)
      assert.equal(stop?.get('Class'), octets)
      const [fromPhone, toPhone] = vendor === 'chilli' ? ['Output', 'Input'] : ['Input', 'Output']
      assert.is(stop?.get(`Acct-${fromPhone}-Octets`), 5)
      assert.is(stop?.get(`Acct-${fromPhone}-Gigawords`), 2)
      assert.is(stop?.get(`Acct-${toPhone}-Octets`), 7)
      assert.is(stop?.get('Acct-Terminate-Cause'), 'User-Request')
    },
  )

  NasSuite(`${vendor} gives each session a name of its own`, async () => {
    const { nas } = openNas(vendor)
    const names = new Set<string>()
    for (let n = 0; n < 50; n++) {
      const outcome = await nas.signIn(STATION, 'w', [])
      if (outcome.kind === 'accepted') names.add(outcome.session.name.acctSessionId)
    }
    assert.is(names.size, 50)
    await nas.settled()
  })
}

for (const [vendor, named, outcome] of [
  ['mikrotik', [['User-Name', 'w']], { nak: 503 }],
  ['mikrotik', [['Framed-IP-Address', '127.101.9.2']], 'ack'],
  [
    'mikrotik',
    [
      ['Framed-IP-Address', '127.101.9.2'],
      ['User-Name', 'x'],
    ],
    { nak: 503 },
  ],
  ['chilli', [['User-Name', 'w']], 'ack'],
  ['chilli', [['Framed-IP-Address', '127.101.9.2']], { nak: undefined }],
  [
    'chilli',
    [
      ['User-Name', 'w'],
      ['Acct-Session-Id', 'x'],
    ],
    { nak: undefined },
  ],
] as const) {
  NasSuite(
    `${vendor} answers a Disconnect-Request for ${named} with ${JSON.stringify(outcome)}`,
    async () => {
      const { nas } = openNas(vendor)
      await nas.signIn(STATION, 'w', [])
      assert.equal(nas.disconnect(received(named)), outcome)
      assert.is(nas.sessionOf(STATION.mac) === undefined, outcome === 'ack')
    },
  )
}

NasSuite(
  'RFC 5176 §3.5: a RouterOS gateway will not change a quota, and changes nothing else',
  async () => {
    const { nas } = openNas('mikrotik', [['Session-Timeout', 3600]])
    await nas.signIn(STATION, 'w', [])
    const asked = [
      ['Framed-IP-Address', STATION.ip],
      ['Session-Timeout', 60],
      ['Mikrotik-Total-Limit', 1_000_000],
    ] as const
    assert.equal(nas.change(received(asked)), { nak: 401 })
    assert.is(nas.sessionOf(STATION.mac)?.allowance.sessionSeconds, 3600)
  },
)

NasSuite('lets nobody in once it is shutting down', async () => {
  const { nas } = openNas('mikrotik')
  await nas.shutDown()
  assert.equal(await nas.signIn(STATION, 'w', []), { kind: 'silent' })
})

NasSuite.run()
