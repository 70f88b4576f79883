import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MINUTE, systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { layout } from '#src/radius/dictionary.ts'
import { hidePassword } from '#src/radius/password.ts'
import { openRadius } from '#src/radius/server.ts'
import { keyOf, signRequest } from '#src/radius/signature.ts'
import { CODE } from '#src/radius/wire.ts'
import { gateway, openEar, packetOf, RFC_SECRET } from '#test/radius.ts'

const LocalServices = suite('radius/local-services')

/** Who refuses everybody at once, so that no answer waits. */
function openRefusing() {
  const endpoint = { host: '127.0.0.1', port: 0 }
  return openRadius({
    auth: endpoint,
    acct: endpoint,
    clock: systemClock,
    log: silentLog,
    rejectDelayMs: MINUTE,
    handlers: {
      nasAt: () => gateway(),
      access: async () => ({ kind: 'reject', atOnce: true }),
      accounting: async () => undefined,
    },
  })
}

LocalServices('sends a rejection at once where nothing was guessed', async () => {
  await using server = await openRefusing()
  await using ear = openEar()
  const [nonce, key] = [systemEntropy(16), keyOf(RFC_SECRET)]
  const attributes = layout([
    ['User-Name', '7E:8A:09:65:4D:EC'],
    ['User-Password', hidePassword(Buffer.alloc(0), nonce, key)],
  ])
  ear.send(signRequest(CODE.accessRequest, 1, attributes, nonce, key), server.authPort)
  assert.is(packetOf(await ear.next()).code, CODE.accessReject)
  assert.is(server.counters()['auth.reject'], 1)
})

LocalServices('RFC 2759 §4: counts MS-CHAPv2 apart, by the port it came to', async () => {
  await using server = await openRefusing()
  await using ear = openEar()
  const [nonce, key] = [systemEntropy(16), keyOf(RFC_SECRET)]
  const attributes = layout([
    ['User-Name', 'nemo'],
    ['MS-CHAP-Challenge', Buffer.alloc(16, 1)],
    ['MS-CHAP2-Response', Buffer.alloc(50, 2)],
  ])
  ear.send(signRequest(CODE.accessRequest, 1, attributes, nonce, key), server.authPort)
  assert.is(packetOf(await ear.next()).code, CODE.accessReject)
  const counters = server.counters()
  assert.equal([counters['auth.reject.mschap2'], counters['auth.reject']], [1, undefined])
})

LocalServices.run()
