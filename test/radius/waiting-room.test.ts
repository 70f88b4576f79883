import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Ip } from '#src/kernel/ip.ts'
import { layout } from '#src/radius/dictionary.ts'
import { keyOf, signRequest } from '#src/radius/signature.ts'
import { WaitingRoom } from '#src/radius/waiting-room.ts'
import { CODE, inspect } from '#src/radius/wire.ts'
import { gateway, packetOf, RFC_SECRET } from '#test/radius.ts'

const key = keyOf(RFC_SECRET)

/** An Access-Request that is so many octets long, give or take one attribute. */
function requestOf(identifier: number, octets: number): Buffer {
  const states = Array.from({ length: Math.ceil(octets / 250) }, () =>
    Buffer.alloc(240, identifier),
  )
  const attributes = layout(states.map((state) => ['State', state]))
  return signRequest(CODE.accessRequest, identifier, attributes, Buffer.alloc(16, identifier), key)
}

function arrivalOf(octets: Buffer, id = 'ben-tau') {
  const sender = { address: '10.1.2.3', port: 1000 }
  const from = { nas: gateway({ id }), source: '10.1.2.3' as Ip, sender }
  return { packet: packetOf(octets), ...from, heardAt: 7, goesFirst: true }
}

const Room = suite('radius/waiting-room')

Room('keeps what was lent, short and long, until it leaves', () => {
  const room = new WaitingRoom()
  const sizes = [20, 300, 700, 4000]
  const lent = Buffer.alloc(4096)
  const seats = sizes.map((size, n) => {
    const octets = requestOf(n, size)
    octets.copy(lent)
    return room.seat(arrivalOf(lent.subarray(0, octets.length), `gw-${n}`))
  })
  lent.fill(0)
  for (const [n, seat] of seats.entries()) {
    const { packet, nas, source, receivedAt } = seat.request()
    assert.equal(packet, inspect(requestOf(n, sizes[n] ?? 0)))
    assert.equal([nas.id, source, receivedAt], [`gw-${n}`, '10.1.2.3', 7])
    assert.equal([seat.gateway, seat.goesFirst, seat.heardAt], [`gw-${n}`, true, 7])
  }
})

Room('numbers requests as they come', () => {
  const room = new WaitingRoom()
  const nths = Array.from({ length: 200 }, (_, n) => room.seat(arrivalOf(requestOf(n, 20))).nth)
  assert.equal(
    nths,
    Array.from({ length: 200 }, (_, n) => n + 1),
  )
})

Room('a request that was taken stays as it was when its seat is taken again', () => {
  const room = new WaitingRoom()
  for (const size of [300, 3000]) {
    const seat = room.seat(arrivalOf(requestOf(1, size)))
    const taken = seat.request()
    room.leave(seat)
    assert.is(room.seat(arrivalOf(requestOf(2, 300))), seat)
    assert.equal(taken.packet.octets, requestOf(1, size))
    assert.equal(seat.request().packet.octets, requestOf(2, 300))
    room.leave(seat)
  }
})

Room.run()
