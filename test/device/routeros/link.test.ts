import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openLink } from '#src/device/routeros/link.ts'
import { encodeSentence } from '#src/device/routeros/wire.ts'
import { Fault } from '#src/kernel/fault.ts'
import { Secret } from '#src/kernel/secret.ts'
import { linkWith, openEmulator, openScripted, PASSWORD } from '#test/routeros.ts'

/** What a promise was rejected with. */
async function rejection(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
  } catch (error) {
    return error
  }
  throw new Error('it did not reject')
}

async function fault(work: Promise<unknown>): Promise<Fault> {
  const error = await rejection(work)
  assert.instance(error, Fault)
  return error as Fault
}

const VIETNAMESE = 'Đường Hạ Long – phường Bãi Cháy'

const LinkSuite = suite('device/routeros/link')

LinkSuite('gives no rows for an empty print, which RouterOS 7.18 answers with !empty', async () => {
  await using house = await linkWith({})
  assert.equal(await house.link.call('/radius/print'), [])
  assert.equal(await house.link.call('/radius/print'), [])
})

LinkSuite('carries Vietnamese both ways', async () => {
  await using house = await linkWith({})
  await house.link.call('/radius/add', { address: '10.0.0.1', comment: VIETNAMESE })
  const [row] = await house.link.call('/radius/print')
  assert.is(row?.['comment'], VIETNAMESE)
})

LinkSuite('reads replies cut at any octet, and a terminator that comes alone', async () => {
  for (const faults of [{ chunkOctets: 1 }, { chunkOctets: 3 }, { isTerminatorAlone: true }]) {
    await using house = await linkWith(faults)
    await house.link.call('/radius/add', { address: '10.0.0.1', comment: VIETNAMESE })
    assert.equal(await house.link.call('/radius/print', { '.proplist': 'comment' }), [
      { comment: VIETNAMESE },
    ])
  }
})

LinkSuite('drops a late reply of a command that has ended', async () => {
  await using house = await linkWith({
    onCommand: (command) => (command === '/radius/print' ? 'answer-twice' : undefined),
  })
  await house.link.call('/radius/print')
  assert.equal(await house.link.call('/system/identity/print'), [{ name: 'gw-1' }])
})

LinkSuite('rejects what is under way when the device closes, resets or says !fatal', async () => {
  for (const mishap of ['close', 'reset', 'fatal'] as const) {
    await using house = await linkWith({
      onCommand: (command) => (command === '/radius/print' ? mishap : undefined),
    })
    const { code, detail } = await fault(house.link.call('/radius/print'))
    assert.is(code, 'device/unreachable', mishap)
    if (mishap === 'fatal') assert.is(detail['kind'], 'fatal')
    const after = await fault(house.link.call('/system/identity/print'))
    assert.is(after.code, 'device/unreachable', 'a fallen link stays down')
  }
})

LinkSuite('gives up a silent device at the deadline, and the link with it', async () => {
  await using house = await linkWith({
    onCommand: (command) => (command === '/radius/print' ? 'stall' : undefined),
  })
  const { code, message } = await fault(house.link.call('/radius/print', {}, { deadlineMs: 30 }))
  assert.is(code, 'device/unreachable')
  assert.match(message, 'no answer within')
})

LinkSuite('ends at once when told to, with the reason it was given', async () => {
  const reason = new Error('the officer changed their mind')
  const stop = new AbortController()
  await using house = await linkWith({
    onCommand: (command) => {
      if (command !== '/radius/print') return undefined
      stop.abort(reason)
      return 'stall'
    },
  })
  const { signal } = stop
  assert.is(await rejection(house.link.call('/radius/print', {}, { signal })), reason)
})

LinkSuite('takes a signal that ran out of time for a device that is out of reach', async () => {
  await using house = await linkWith({
    onCommand: (command) => (command === '/radius/print' ? 'stall' : undefined),
  })
  const signal = AbortSignal.timeout(20)
  const late = await fault(house.link.call('/radius/print', {}, { signal }))
  assert.is(late.code, 'device/unreachable')
  assert.is((await fault(openLink(house.emulator.access, { signal }))).code, 'device/unreachable')
})

LinkSuite('keeps the category and every message of what was refused', async () => {
  await using house = await linkWith({})
  const { code, detail } = await fault(
    house.link.call('/radius/add', { address: 'not-an-address' }),
  )
  assert.is(code, 'device/refused')
  assert.is(detail['category'], 1)
  assert.is(detail['why'], 'invalid value for argument address')
  assert.equal(await house.link.call('/radius/print'), [], 'the link is still of use')
})

LinkSuite('waits for the end of a refusal, and keeps all that was said', async () => {
  await using peer = await openScripted((tag) =>
    Buffer.concat([
      encodeSentence(['!trap', tag, '=category=4', '=message=first']),
      encodeSentence(['!trap', tag, '=message=second']),
      encodeSentence(['!done', tag]),
    ]),
  )
  await using link = await openLink(peer.access)
  const { detail } = await fault(link.call('/system/identity/print'))
  assert.is(detail['why'], 'first; second')
  assert.is(detail['category'], 4)
})

LinkSuite('hangs up on a peer that is out of step', async () => {
  const nonsense = [Buffer.of(0xf8), Buffer.of(0xef, 0xff, 0xff, 0xff)]
  for (const octets of nonsense) {
    await using peer = await openScripted(() => octets)
    await using link = await openLink(peer.access)
    assert.is((await fault(link.call('/system/identity/print'))).detail['kind'], 'protocol')
  }
})

LinkSuite('passes over reply words it does not know', async () => {
  await using peer = await openScripted((tag) =>
    Buffer.concat([encodeSentence(['!later', tag]), encodeSentence(['!done', tag, '=ret=a=b'])]),
  )
  await using link = await openLink(peer.access)
  assert.equal(await link.call('/system/identity/print'), [{ ret: 'a=b' }])
})

LinkSuite('runs one command at a time, in the order they were asked', async () => {
  await using house = await linkWith({ chunkOctets: 2 })
  const calls = ['1', '2', '3'].map((n) =>
    house.link.call('/radius/add', { address: `10.0.0.${n}`, comment: n }),
  )
  await Promise.all(calls)
  const rows = await house.link.call('/radius/print')
  assert.equal(
    rows.map(({ comment }) => comment),
    ['1', '2', '3'],
  )
})

LinkSuite('says why it was not let in, and never with what password', async () => {
  await using emulator = await openEmulator()
  const password = new Secret('sai-mật-khẩu')
  const refused = await fault(openLink({ ...emulator.access, password }))
  assert.is(refused.code, 'device/refused')
  assert.match(refused.message, 'invalid user name or password')
  assert.not.match(JSON.stringify(refused.detail), 'sai-mật-khẩu')
})

LinkSuite('leaves secrets out of what it says of a refused command', async () => {
  await using house = await linkWith({})
  const unknown = 'very-secret-value'
  const attributes = { address: unknown, secret: unknown }
  const refused = await fault(house.link.call(`/radius/${unknown}`, attributes))
  assert.not.match(refused.detail['why'] as string, unknown)
})

LinkSuite(
  'answers the challenge of an old device, whatever script the password is in',
  async () => {
    await using emulator = await openEmulator({ version: '6.42.12' })
    await using link = await openLink(emulator.access)
    assert.equal(await link.call('/system/identity/print'), [{ name: 'gw-1' }])
    assert.is.not(PASSWORD.length, Buffer.byteLength(PASSWORD), 'the password is not plain ASCII')
  },
)

LinkSuite(
  'does not wait for a device that hangs up, refuses, or never answers a sign-in',
  async () => {
    await using deaf = await openEmulator({ faults: { isDeaf: true } })
    assert.is((await fault(openLink(deaf.access))).code, 'device/unreachable')

    await using mute = await openEmulator({ faults: { onCommand: () => 'stall' } })
    const late = await fault(openLink(mute.access, { deadlineMs: 30 }))
    assert.is(late.code, 'device/unreachable')

    const gone = await openEmulator()
    await gone[Symbol.asyncDispose]()
    assert.is((await fault(openLink(gone.access))).detail['kind'], 'ECONNREFUSED')
  },
)

LinkSuite('closes any number of times, and then takes no more', async () => {
  await using emulator = await openEmulator()
  const link = await openLink(emulator.access)
  await Promise.all([link.close(), link.close()])
  await link.close()
  assert.is((await fault(link.call('/radius/print'))).code, 'device/unreachable')
})

LinkSuite('rejects what is under way when it is closed', async () => {
  const { promise: taken, resolve } = Promise.withResolvers<void>()
  await using house = await linkWith({
    onCommand: (command) => {
      if (command !== '/radius/print') return undefined
      resolve()
      return 'stall'
    },
  })
  const under = fault(house.link.call('/radius/print'))
  await taken
  await house.link.close()
  assert.is((await under).code, 'device/unreachable')
})

LinkSuite.run()
