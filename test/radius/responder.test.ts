import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Ip } from '#src/kernel/ip.ts'
import { silentLog } from '#src/kernel/log.ts'
import { layout } from '#src/radius/dictionary.ts'
import { Responder } from '#src/radius/responder.ts'
import type { AuthenticRequest, Peer, Reply, Service } from '#src/radius/service.ts'
import { keyOf, signRequest } from '#src/radius/signature.ts'
import { Tally } from '#src/radius/tally.ts'
import { CODE, type Code } from '#src/radius/wire.ts'
import { standingClock } from '#test/house.ts'
import { gateway, hex, packetOf, RFC_SECRET } from '#test/radius.ts'

const key = keyOf(RFC_SECRET)
const ACCEPT: Reply = {
  kind: 'reply',
  outcome: 'accept',
  code: CODE.accessAccept,
  attributes: new Uint8Array(),
}

function requestOf(identifier: number, seed: number, code: Code = CODE.accessRequest): Buffer {
  const nonce = Buffer.alloc(16)
  nonce.writeUInt32BE(seed)
  return signRequest(code, identifier, layout([['NAS-Port', seed]]), nonce, key)
}

/** A responder over no socket, and what it said. */
function open(answer: Service<Peer>['answer'], rest: Partial<Service<Peer>> = {}) {
  const clock = standingClock()
  const tally = new Tally(clock, silentLog)
  const said: { reply: Buffer; port: number }[] = []
  const codes = [CODE.accessRequest, CODE.accountingRequest]
  const service: Service<Peer> = { name: 'auth', codes, nasAt: () => gateway(), answer, ...rest }
  const responder = new Responder(service, clock, tally.section('auth'), (reply, { port }) =>
    said.push({ reply, port }),
  )
  const hear = (octets: Buffer, { id = 'ben-tau', port = 1000 } = {}) => {
    const address = '10.1.2.3'
    responder.hear(octets, gateway({ id }), address as Ip, { address, port })
  }
  const turn = () => new Promise(setImmediate)
  return { clock, tally, said, responder, hear, turn }
}

const Responding = suite('radius/responder')

Responding(
  'RFC 5080 §2.2.2: a copy gets the octets of the first answer, from the same slot',
  async () => {
    let asked = 0
    const { hear, said, responder, tally } = open(() => {
      asked++
      return { ...ACCEPT, attributes: layout([['Class', Buffer.of(asked)]]) }
    })
    const request = requestOf(1, 7)
    for (let copy = 0; copy < 3; copy++) {
      hear(request)
      await responder.drained()
    }
    assert.is(asked, 1)
    assert.equal(said[1], said[0])
    assert.equal(said[2], said[0])
    hear(request, { port: 2000 })
    await responder.drained()
    assert.is(asked, 2, 'another port is another request')
    assert.equal(tally.all(), { 'auth.accept': 2, 'auth.duplicate': 2 })
  },
)

Responding('RFC 5080 §2.2.2: a copy of what is being answered is dropped', async () => {
  const kept = Promise.withResolvers<Reply>()
  let asked = 0
  const { hear, said, responder, turn } = open(() => {
    asked++
    return kept.promise
  })
  hear(requestOf(1, 7))
  hear(requestOf(1, 7))
  await turn()
  hear(requestOf(1, 7))
  await turn()
  assert.is(asked, 1)
  kept.resolve(ACCEPT)
  await responder.drained()
  assert.is(said.length, 1)
})

Responding(
  'RFC 5080 §2.2.2: another authenticator in the same slot cancels the request there',
  async () => {
    const first = Promise.withResolvers<Reply>()
    const asked: AuthenticRequest<Peer>[] = []
    const { hear, said, responder, turn } = open((request) => {
      asked.push(request)
      return asked.length === 1 ? first.promise : ACCEPT
    })
    hear(requestOf(1, 7))
    await turn()
    hear(requestOf(1, 8))
    await turn()
    first.resolve(ACCEPT)
    await responder.drained()
    assert.is(asked.length, 2)
    assert.is(said.length, 1, 'the request that was given up gets no reply')
    hear(requestOf(1, 8))
    await responder.drained()
    assert.equal(said[1], said[0])
  },
)

Responding('RFC 5080 §2.2.2: a forged packet cancels nothing', async () => {
  const kept = Promise.withResolvers<Reply>()
  const { hear, said, responder, turn, tally } = open(() => kept.promise)
  hear(requestOf(1, 7))
  await turn()
  const forged = requestOf(1, 8)
  forged[25] = (forged[25] as number) ^ 1
  hear(forged)
  kept.resolve(ACCEPT)
  await responder.drained()
  assert.is(said.length, 1)
  assert.is(tally.all()['auth.forged'], 1)
})

Responding('one gateway that floods does not hold up another', async () => {
  const order: string[] = []
  const { hear, responder } = open(({ nas }) => {
    order.push(nas.id)
    return ACCEPT
  })
  for (let i = 0; i < 1000; i++) hear(requestOf(i & 255, i), { id: 'flood', port: 1000 + (i >> 8) })
  hear(requestOf(1, 7), { id: 'quiet', port: 5000 })
  await responder.drained()
  assert.is(order.length, 1001)
  assert.is(order.indexOf('quiet'), 1)
})

Responding('what its gateway has given up is not begun, and not remembered', async () => {
  let asked = 0
  const stuck = Promise.withResolvers<Reply>()
  const { hear, clock, responder, tally, turn } = open(() => {
    asked++
    return stuck.promise
  })
  // Requests that hang take all there is to be answered at once; the next waits, and too long.
  for (let i = 0; i < 2048; i++) hear(requestOf(i & 255, i), { port: 1000 + (i >> 8) })
  for (let i = 0; i < 2048; i += 12) await turn()
  hear(requestOf(1, 7), { port: 5000 })
  clock.advance(30_001)
  stuck.resolve(ACCEPT)
  await responder.drained()
  assert.is(asked, 2048)
  assert.is(tally.all()['auth.shed.late'], 1)
  hear(requestOf(1, 7), { port: 5000 })
  await responder.drained()
  assert.is(asked, 2049)
})

Responding(
  'RFC 5080 §2.2.2: what its gateway asked for earlier does not cancel what it asked for since',
  async () => {
    const asked: number[] = []
    const { hear, clock, said, responder, tally } = open(({ packet }) => {
      asked.push(packet.octets.readUInt32BE(4))
      return ACCEPT
    })
    hear(requestOf(1, 7))
    clock.advance(251)
    hear(requestOf(1, 8))
    await responder.drained()
    assert.equal(asked, [8], 'the newest came first, and stands')
    assert.is(tally.all()['auth.superseded'], 1)
    hear(requestOf(1, 8))
    await responder.drained()
    assert.is(said.filter(({ port }) => port === 1000).length, 2)
  },
)

Responding('a record is kept however long it had to wait', async () => {
  let kept = 0
  const record = (): Reply => {
    kept++
    return { ...ACCEPT, outcome: 'recorded', code: CODE.accountingResponse }
  }
  const { hear, clock, responder } = open(record, { sheds: 'newest' })
  for (let i = 0; i < 200; i++) hear(requestOf(i, i, CODE.accountingRequest))
  clock.advance(60_000)
  await responder.drained()
  assert.is(kept, 200)
})

Responding('RFC 2866 §2: a record there is no room for is never acknowledged', async () => {
  const kept: number[] = []
  const record = ({ packet }: AuthenticRequest<Peer>): Reply => {
    kept.push(packet.octets.readUInt32BE(22))
    return { ...ACCEPT, outcome: 'recorded', code: CODE.accountingResponse }
  }
  const { hear, said, responder, tally } = open(record, { sheds: 'newest' })
  const count = 10_000
  for (let i = 0; i < count; i++) {
    hear(requestOf(i & 255, i, CODE.accountingRequest), { port: 1000 + (i >> 8) })
  }
  await responder.drained()
  assert.is(said.length, kept.length)
  assert.equal(
    kept,
    Array.from({ length: 8192 }, (_, i) => i),
  )
  assert.is(tally.all()['auth.shed.full'], count - 8192)
})

Responding('of sign-ins there is no room for, the oldest go', async () => {
  const served: number[] = []
  const { hear, responder } = open(({ packet }) => {
    served.push(packet.octets.readUInt32BE(4))
    return ACCEPT
  })
  for (let i = 0; i < 20_000; i++) hear(requestOf(i & 255, i), { port: 1000 + (i >> 8) })
  await responder.drained()
  assert.equal(
    served.sort((one, other) => one - other),
    Array.from({ length: 16_384 }, (_, i) => 20_000 - 16_384 + i),
  )
})

Responding('a sign-in that was shed three times goes before others of its gateway', async () => {
  for (const [times, place] of [
    [2, 16_383],
    [3, 0],
  ] as const) {
    const served: number[] = []
    const { hear, responder, tally } = open(({ packet }) => {
      served.push(packet.octets.readUInt32BE(4))
      return ACCEPT
    })
    const unlucky = requestOf(1, 100_000)
    for (let i = 0; i < times; i++) {
      hear(unlucky, { port: 900 })
      for (let n = 0; n < 16_384; n++) hear(requestOf(n & 255, n), { port: 1000 + (n >> 8) })
    }
    hear(unlucky, { port: 900 })
    await responder.drained()
    assert.is(tally.all()['auth.shed.full'], times * 16_385 - 16_383)
    assert.is(served.indexOf(100_000), place)
  }
})

Responding('long packets from where only forgeries come are looked at one in sixteen', async () => {
  const { hear, said, responder, tally } = open(() => ACCEPT)
  const body = layout(Array.from({ length: 8 }, () => ['Class', Buffer.alloc(253)] as const))
  const genuine = signRequest(CODE.accessRequest, 1, body, hex('00'.repeat(16)), key)
  const forged = Buffer.from(genuine)
  forged[30] = (forged[30] as number) ^ 1
  for (let i = 0; i < 8 + 160; i++) hear(forged)
  await responder.drained()
  assert.is(tally.all()['auth.forged'], 8 + 10)
  assert.is(tally.all()['auth.doubtful'], 150)

  hear(requestOf(2, 7))
  hear(genuine)
  await responder.drained()
  assert.is(said.length, 2, 'one packet that is right, and all are believed again')
})

Responding(
  'a reply that would be too long is none, and the next copy is tried afresh',
  async () => {
    const attributes = layout(
      Array.from({ length: 17 }, () => ['Class', Buffer.alloc(253)] as const),
    )
    const { hear, said, responder, tally } = open(() => ({ ...ACCEPT, attributes }))
    hear(requestOf(1, 7))
    await responder.drained()
    hear(requestOf(1, 7))
    await responder.drained()
    assert.equal(said, [])
    assert.is(tally.all()['auth.reply-too-long'], 2)
  },
)

Responding('RFC 2865 §3: a reply has the Identifier of its request', async () => {
  const { hear, said, responder } = open(() => ACCEPT)
  for (const identifier of [0, 1, 128, 255]) hear(requestOf(identifier, identifier))
  await responder.drained()
  assert.equal(
    said.map(({ reply }) => packetOf(reply).identifier),
    [0, 1, 128, 255],
  )
})

Responding.run()
