import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { AccessReply } from '#src/radius/message.ts'
import { hidePassword } from '#src/radius/password.ts'
import { hex, openEar, packetOf } from '#test/radius.ts'
import {
  access,
  bug,
  counted,
  isOfMachine,
  key,
  LIMITS,
  nonce,
  openTestRadius,
  outcomes,
  request,
  START,
} from '#test/radius-server.ts'

const Server = suite('radius/server')

Server('accepts, rejects and records', async () => {
  await using server = await openTestRadius({})
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
  await using server = await openTestRadius({ access: bug, accounting: bug })
  await using ear = openEar()
  ear.send(request(12), server.authPort)
  const accept = await ear.next()
  assert.is(packetOf(accept).code, 2)
  assert.is(accept[20], 80)
  ear.send(request(12), server.acctPort)
  assert.is(packetOf(await ear.next()).code, 5)
})

Server('RFC 2866 §2: acknowledges a record only when it is kept', async () => {
  const kept = Promise.withResolvers<void>()
  await using server = await openTestRadius({ accounting: () => kept.promise })
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
    await using server = await openTestRadius(
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
  await using server = await openTestRadius({ access: handler })
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
    await using server = await openTestRadius({})
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

Server('rejects a name that is no text, so that its gateway knows we are here', async () => {
  await using server = await openTestRadius({ access: bug })
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
  await using server = await openTestRadius({}, { rejectDelayMs: REJECT_DELAY_MS })
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
  const server = await openTestRadius({ accounting: () => kept.promise })
  await using ear = openEar()
  ear.send(request(4, START), server.acctPort)
  ear.send(request(4, START), server.acctPort)
  await counted(server, 'acct.in-progress')
  const closed = server[Symbol.asyncDispose]()
  kept.resolve()
  assert.is(packetOf(await ear.next()).code, 5)
  await closed
})

Server.run()
