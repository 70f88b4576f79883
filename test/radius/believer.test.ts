import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Attribute, layout } from '#src/radius/dictionary.ts'
import { hidePassword } from '#src/radius/password.ts'
import { gateway, hex, openEar } from '#test/radius.ts'
import {
  access,
  counted,
  isOfMachine,
  key,
  nonce,
  openTestRadius,
  outcomes,
  request,
  START,
} from '#test/radius-server.ts'

const Believing = suite('radius/believer')

Believing(
  'RFC 2865 §3: never answers what is strange, malformed, forged or unsigned, and counts each',
  async () => {
    await using server = await openTestRadius({})
    await using ear = openEar()
    const forged = request(4, START)
    forged.fill(0xff, 4, 20)
    const unsigned = Buffer.concat([hex('0101001a'), nonce, hex('01066e656d6f')])

    ear.send(forged, server.acctPort)
    ear.send(unsigned, server.authPort)
    ear.send(hex('0100001400'), server.authPort)
    ear.send(request(4, START), server.authPort)
    ear.send(request(1, [['User-Name', 'nemo']]), server.authPort)
    ear.send(access('x', [['CHAP-Password', Buffer.alloc(17)]], 2), server.authPort)
    await counted(server, 'auth.unusable.two-credentials')
    await counted(server, 'acct.forged')
    assert.equal(ear.heard, [])
    assert.equal(outcomes(server), {
      'acct.forged': 1,
      'auth.unsigned': 1,
      'auth.malformed.short': 1,
      'auth.wrong-code': 1,
      'auth.unusable.no-credential': 1,
      'auth.unusable.two-credentials': 1,
    })
  },
)

Believing(
  'CVE-2024-3596: lets an exempt gateway go unsigned, but never with Proxy-State',
  async () => {
    const nasAt = () => gateway({ messageAuthenticator: 'optional' })
    await using server = await openTestRadius({ nasAt })
    await using ear = openEar()
    const bare = (attributes: readonly Attribute[]) => {
      const hidden = hidePassword(Buffer.from('arctangent'), nonce, key)
      const body = layout([['User-Password', hidden], ...attributes])
      return Buffer.concat([Buffer.of(1, 1, 0, 20 + body.length), nonce, body])
    }
    ear.send(bare([]), server.authPort)
    assert.is((await ear.next())[20], 80)
    ear.send(bare([['Proxy-State', Buffer.alloc(16)]]), server.authPort)
    await counted(server, 'auth.unsigned-proxy-state')
    assert.is(ear.heard.length, 1)
  },
)

Believing(
  'CVE-2024-3596: pins an auto gateway when it first signs, and then believes nothing unsigned',
  async () => {
    let policy: 'auto' | 'required' = 'auto'
    const pinned: string[] = []
    await using server = await openTestRadius({
      nasAt: () => gateway({ messageAuthenticator: policy }),
      pinned: (id) => {
        pinned.push(id)
        policy = 'required'
      },
    })
    await using ear = openEar()
    const hidden = hidePassword(Buffer.from('arctangent'), nonce, key)
    const bare = Buffer.concat([hex('02000026'), nonce, layout([['User-Password', hidden]])])
    bare[0] = 1
    ear.send(bare, server.authPort)
    await ear.next()
    assert.equal(pinned, [])

    ear.send(access(), server.authPort)
    await ear.next()
    ear.send(access('arctangent', [], 2), server.authPort)
    await ear.next()
    assert.equal(pinned, ['ben-tau'])

    bare[1] = 3
    ear.send(bare, server.authPort)
    await counted(server, 'auth.unsigned')
    assert.is(ear.heard.length, 3)
  },
)

Believing(
  'hints once an hour, and for each gateway, at a Message-Authenticator that is missing',
  async () => {
    let now = 0
    let id = 'ben-tau'
    const hints: unknown[] = []
    await using server = await openTestRadius(
      { nasAt: () => gateway({ id }) },
      {
        clock: () => now,
        log: (event, fields) => isOfMachine(event) || hints.push([event, fields?.['gateway']]),
      },
    )
    await using ear = openEar()
    const bare = Buffer.concat([hex('0101001a'), nonce, hex('01066e656d6f')])
    for (const [at, gateway] of [
      [0, 'ben-tau'],
      [3_599_999, 'ben-tau'],
      [3_599_999, 'bai-chay'],
      [3_600_000, 'ben-tau'],
    ] as const) {
      now = at
      id = gateway
      const before = server.counters()['auth.unsigned'] ?? 0
      ear.send(bare, server.authPort)
      await counted(server, 'auth.unsigned', before + 1)
    }
    const event = 'radius.auth.unsigned'
    assert.equal(hints, [
      [event, 'ben-tau'],
      [event, 'bai-chay'],
      [event, 'ben-tau'],
    ])
  },
)

Believing.run()
