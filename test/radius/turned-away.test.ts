import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { TurnedAway } from '#src/radius/turned-away.ts'

const authenticator = fc.uint8Array({ minLength: 16, maxLength: 16 })

/** An Access-Request with this Request Authenticator. */
function requestWith(authenticator: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(1, 7, 0, 20), authenticator])
}

const Shedding = suite('radius/turned-away')

Shedding('RFC 5080 §2.2.2: counts a request and its copies, by their Request Authenticator', () => {
  fc.assert(
    fc.property(authenticator, fc.integer({ min: 0, max: 7 }), (nonce, times) => {
      const turnedAway = new TurnedAway()
      for (let i = 0; i < times; i++) turnedAway.note(requestWith(nonce))
      assert.is(turnedAway.times(requestWith(nonce)), times)
    }),
    { numRuns: 30 },
  )
})

Shedding('counts no further than seven', () => {
  const turnedAway = new TurnedAway()
  const request = requestWith(Buffer.alloc(16, 0xff))
  for (let i = 0; i < 20; i++) turnedAway.note(request)
  assert.is(turnedAway.times(request), 7)
})

Shedding('takes no request for another in the same place, and keeps the last', () => {
  const turnedAway = new TurnedAway()
  const [one, other] = [0x11, 0x22].map((tag) => {
    const nonce = Buffer.alloc(16, tag)
    nonce.writeUInt32BE(99)
    return requestWith(nonce)
  }) as [Buffer, Buffer]
  turnedAway.note(one)
  assert.equal([turnedAway.times(one), turnedAway.times(other)], [1, 0])
  turnedAway.note(other)
  assert.equal([turnedAway.times(one), turnedAway.times(other)], [0, 1])
})

Shedding('counts the requests of a storm, nearly all of them', () => {
  const turnedAway = new TurnedAway()
  const requests = Array.from({ length: 20_000 }, (_, n) =>
    requestWith(createHash('md5').update(String(n)).digest()),
  )
  for (const request of requests) turnedAway.note(request)
  const counted = requests.filter((request) => turnedAway.times(request) === 1).length
  assert.ok(counted > 0.85 * requests.length, `${counted}`)
})

Shedding.run()
