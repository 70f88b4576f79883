import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { type Attribute, layout } from '#src/radius/dictionary.ts'
import type { AccessReply, RadiusHandlers } from '#src/radius/message.ts'
import { hidePassword } from '#src/radius/password.ts'
import { proves } from '#src/radius/proof.ts'
import { openRadius, type RadiusOptions } from '#src/radius/server.ts'
import { keyOf, signRequest } from '#src/radius/signature.ts'
import type { Code } from '#src/radius/wire.ts'
import { gateway, hex, openEar, packetOf, RFC_SECRET } from '#test/radius.ts'

const key = keyOf(RFC_SECRET)
const nonce = hex('0f403f9473978057bd83d5cb98f4227a')
const LIMITS = { sessionSeconds: 3600, idleSeconds: 600, interimSeconds: 300 }
const ACCEPT: AccessReply = { kind: 'accept', limits: LIMITS, class: Buffer.from('grant') }

const HANDLERS: RadiusHandlers = {
  nasAt: () => gateway(),
  access: async ({ proof }) => (proves(proof, 'arctangent') ? ACCEPT : { kind: 'reject' }),
  accounting: async () => undefined,
}

async function open(handlers: Partial<RadiusHandlers>, options: Partial<RadiusOptions> = {}) {
  return await openRadius({
    auth: { host: '127.0.0.1', port: 0 },
    acct: { host: '127.0.0.1', port: 0 },
    handlers: { ...HANDLERS, ...handlers },
    clock: systemClock,
    log: silentLog,
    rejectDelayMs: 0,
    ...options,
  })
}

function request(code: Code, attributes: readonly Attribute[] = [], identifier = 1): Buffer {
  return signRequest(code, identifier, layout(attributes), nonce, key)
}

function access(password = 'arctangent', more: readonly Attribute[] = [], identifier = 1): Buffer {
  const hidden = hidePassword(Buffer.from(password), nonce, key)
  return request(1, [['User-Name', 'nemo'], ['User-Password', hidden], ...more], identifier)
}

async function bug(): Promise<never> {
  throw new Error('no handler is asked')
}

const START: readonly Attribute[] = [
  ['Acct-Status-Type', 'Start'],
  ['Acct-Session-Id', '8120000a'],
]

/** Waits until the server counted as many of these; a datagram unanswered shows nowhere else. */
async function counted(
  server: { counters: () => Readonly<Record<string, number>> },
  name: string,
  times = 1,
): Promise<void> {
  while ((server.counters()[name] ?? 0) < times) await new Promise(setImmediate)
}

/** The counters without the gauges. */
function outcomes(server: { counters: () => Readonly<Record<string, number>> }) {
  const isGauge = (name: string) => name.endsWith('.waiting') || name.endsWith('.kernel-drops')
  return Object.fromEntries(Object.entries(server.counters()).filter(([name]) => !isGauge(name)))
}

/** What this machine's kernel grants is no concern of a test's. */
const isOfMachine = (event: string) => event.endsWith('.receive-buffer')

const Server = suite('radius/server')

Server('accepts, rejects and records', async () => {
  await using server = await open({})
  await using ear = openEar()
  ear.send(access(), server.authPort)
  assert.is(packetOf(await ear.next()).code, 2)
  ear.send(access('wrong', [], 2), server.authPort)
  assert.is(packetOf(await ear.next()).code, 3)
  ear.send(request(4, START), server.acctPort)
  assert.is(packetOf(await ear.next()).code, 5)
  assert.equal(outcomes(server), { 'auth.accept': 1, 'auth.reject': 1, 'acct.recorded': 1 })
})

Server('RFC 5997 §4.2: answers Status-Server on both ports, troubling no handler', async () => {
  await using server = await open({ access: bug, accounting: bug })
  await using ear = openEar()
  ear.send(request(12), server.authPort)
  const accept = await ear.next()
  assert.is(packetOf(accept).code, 2)
  assert.is(accept[20], 80)
  ear.send(request(12), server.acctPort)
  assert.is(packetOf(await ear.next()).code, 5)
})

Server('RFC 4291 §2.5.5.2: speaks IPv6, and knows an IPv4 gateway on an IPv6 socket', async () => {
  const sources: string[] = []
  const nasAt: RadiusHandlers['nasAt'] = (source) => {
    sources.push(source)
    return gateway()
  }
  await using server = await open({ nasAt }, { auth: { host: '::', port: 0 } })
  await using six = openEar('udp6')
  await using four = openEar('udp4')
  six.send(request(12), server.authPort, '::1')
  await six.next()
  four.send(request(12), server.authPort)
  await four.next()
  assert.equal(sources, ['::1', '127.0.0.1'])
})

Server('RFC 2866 §2: acknowledges a record only when it is kept', async () => {
  const kept = Promise.withResolvers<void>()
  await using server = await open({ accounting: () => kept.promise })
  await using ear = openEar()
  ear.send(request(4, START), server.acctPort)
  ear.send(request(4, START), server.acctPort)
  await counted(server, 'acct.in-progress')
  assert.equal(ear.heard, [])
  kept.resolve()
  assert.is(packetOf(await ear.next()).code, 5)
  assert.is(server.counters()['acct.recorded'], 1)
})

Server(
  'RFC 2866 §2: says nothing when a record cannot be kept, and tries the next copy afresh',
  async () => {
    let tries = 0
    const accounting = async () => {
      if (++tries === 1) throw new Error('the disk is full')
    }
    const logged: string[] = []
    await using server = await open(
      { accounting },
      { log: (event) => isOfMachine(event) || logged.push(event) },
    )
    await using ear = openEar()
    ear.send(request(4, START), server.acctPort)
    await counted(server, 'acct.failed')
    assert.equal(logged, ['radius.acct.failed'])
    ear.send(request(4, START), server.acctPort)
    assert.is(packetOf(await ear.next()).code, 5)
  },
)

Server('RFC 5080 §2.2.2: gives a retransmission the very octets of the first answer', async () => {
  let asked = 0
  const handler = async (): Promise<AccessReply> => {
    asked++
    return { kind: 'accept', limits: LIMITS, class: Buffer.from(`grant ${asked}`) }
  }
  await using server = await open({ access: handler })
  await using ear = openEar()
  ear.send(access(), server.authPort)
  const first = await ear.next()

  const forged = access()
  forged[forged.length - 1] = (forged[forged.length - 1] as number) ^ 1
  ear.send(forged, server.authPort)
  await counted(server, 'auth.forged')

  ear.send(access(), server.authPort)
  assert.equal(await ear.next(), first)
  assert.is(asked, 1)
  assert.is(server.counters()['auth.duplicate'], 1)

  await using stranger = openEar()
  stranger.send(access(), server.authPort)
  assert.not.equal(await stranger.next(), first, 'another port is another request')
})

Server(
  'RFC 2865 §5.33: returns Proxy-State in order, behind a Message-Authenticator that comes first',
  async () => {
    await using server = await open({})
    await using ear = openEar()
    const states = [Buffer.from('one'), Buffer.from('two')].map((s) => ['Proxy-State', s] as const)
    for (const password of ['arctangent', 'wrong']) {
      ear.send(access(password, states), server.authPort)
      const reply = await ear.next()
      assert.equal([...reply.subarray(20, 22)], [80, 18])
      assert.equal(reply.subarray(-10), hex('21056f6e65 210574776f'))
    }
  },
)

Server(
  'RFC 2865 §3: never answers what is strange, malformed, forged or unsigned, and counts each',
  async () => {
    await using server = await open({})
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

Server('RFC 2865 §3: never answers a source it does not know', async () => {
  await using server = await open({ nasAt: () => undefined })
  await using ear = openEar()
  ear.send(request(12), server.authPort)
  ear.send(request(12), server.acctPort)
  await counted(server, 'auth.unknown-source')
  await counted(server, 'acct.unknown-source')
  assert.equal(ear.heard, [])
})

Server(
  'CVE-2024-3596: lets an exempt gateway go unsigned, but never with Proxy-State',
  async () => {
    const nasAt = () => gateway({ messageAuthenticator: 'optional' })
    await using server = await open({ nasAt })
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

Server(
  'CVE-2024-3596: pins an auto gateway when it first signs, and then believes nothing unsigned',
  async () => {
    let policy: 'auto' | 'required' = 'auto'
    const pinned: string[] = []
    await using server = await open({
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

Server('tells of strangers, but not of a flood of them', async () => {
  const knocks: string[] = []
  await using server = await open(
    {
      nasAt: () => undefined,
      stranger: (source, port, datagram) => knocks.push(`${source} ${port} ${datagram.length}`),
    },
    { clock: () => 0 },
  )
  await using ear = openEar()
  for (let i = 0; i < 100; i++) ear.send(request(12), server.authPort)
  await counted(server, 'auth.unknown-source', 100)
  assert.is(knocks.length, 32)
  assert.is(knocks[0], '127.0.0.1 auth 38')
})

Server(
  'hints once an hour, and for each gateway, at a Message-Authenticator that is missing',
  async () => {
    let now = 0
    let id = 'ben-tau'
    const hints: unknown[] = []
    await using server = await open(
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

Server('rejects a name that is no text, so that its gateway knows we are here', async () => {
  await using server = await open({ access: bug })
  await using ear = openEar()
  const hidden = hidePassword(Buffer.from('arctangent'), nonce, key)
  const odd = request(1, [
    ['User-Name', Buffer.of(0xff)],
    ['User-Password', hidden],
  ])
  ear.send(odd, server.authPort)
  assert.is(packetOf(await ear.next()).code, 3)
})

Server('holds a rejection back, and nobody else with it', async () => {
  const REJECT_DELAY_MS = 80
  await using server = await open({}, { rejectDelayMs: REJECT_DELAY_MS })
  await using guesser = openEar()
  await using guest = openEar()
  guesser.send(access('wrong'), server.authPort)
  await counted(server, 'auth.reject')
  guest.send(access(), server.authPort)
  assert.is(packetOf(await guest.next()).code, 2)
  assert.equal(guesser.heard, [])
  assert.is(packetOf(await guesser.next()).code, 3)
})

Server('answers what it began before it closes', async () => {
  const kept = Promise.withResolvers<void>()
  const server = await open({ accounting: () => kept.promise })
  await using ear = openEar()
  ear.send(request(4, START), server.acctPort)
  ear.send(request(4, START), server.acctPort)
  await counted(server, 'acct.in-progress')
  const closed = server[Symbol.asyncDispose]()
  kept.resolve()
  assert.is(packetOf(await ear.next()).code, 5)
  await closed
})

Server('outlives a list of gateways that cannot be read', async () => {
  let tries = 0
  const nasAt = () => {
    if (++tries === 1) throw new Error('gateways.json: rows[3].address is no address')
    return gateway()
  }
  await using server = await open({ nasAt })
  await using ear = openEar()
  ear.send(request(12), server.authPort)
  await counted(server, 'auth.failed')
  ear.send(request(12), server.authPort)
  assert.is(packetOf(await ear.next()).code, 2)
})

Server('names a port it cannot have', async () => {
  await using server = await open({})
  try {
    await open({}, { auth: { host: '127.0.0.1', port: server.authPort } })
    assert.unreachable()
  } catch (error) {
    assert.is((error as { code?: string }).code, 'network/unavailable')
    assert.match((error as Error).message, `127.0.0.1 port ${server.authPort}`)
  }
})

Server.run()
