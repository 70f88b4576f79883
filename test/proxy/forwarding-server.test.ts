import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemEntropy } from '#src/kernel/random.ts'
import { octetsOf, textOf } from '#src/radius/attributes.ts'
import { openRadiusClient } from '#src/radius/client.ts'
import { type Attribute, attributeId, layout } from '#src/radius/dictionary.ts'
import { revealPassword } from '#src/radius/password.ts'
import { Requester } from '#src/radius/requester.ts'
import { keyOf } from '#src/radius/signature.ts'
import { authenticatorOf, CODE, type Code, type Packet } from '#src/radius/wire.ts'
import type { Realm } from '#src/realms/realm.ts'
import { openForwardingTown } from '#test/forwarding.ts'
import { openHomeServer, type Says, until } from '#test/home-server.ts'
import { hex, RFC_SECRET } from '#test/radius.ts'
import { HOME_SECRET, homeServer, MARK, requestOf } from '#test/realms.ts'

const USER: Attribute = ['User-Name', 'lan@agency.gov.vn']
const ONCE = { firstMs: 5000, attempts: 1 }
type HomePort = Awaited<ReturnType<typeof openHomeServer>>

const openTown = (homes: readonly HomePort[], changes: Partial<Realm> = {}) =>
  openForwardingTown(
    homes.map(({ port }) => homeServer({ authPort: port, acctPort: port })),
    changes,
  )

const chap: Attribute = ['CHAP-Password', Buffer.alloc(17, 1)]
const named = (packet: Packet | undefined, name: string) =>
  packet && octetsOf(packet, attributeId(name))
const says =
  (code: Code, attributes: readonly Attribute[] = []) =>
  (): Says => ({
    code,
    attributes,
  })
const accepts = says(CODE.accessAccept)
const START: readonly Attribute[] = [
  USER,
  ['Acct-Status-Type', hex('00000001')],
  ['Acct-Session-Id', '8100001'],
]

const Forwarding = suite('proxy/forwarding-server')

Forwarding(
  'RFC 2865 §2.3: brings a home server’s answer back, as the reply to the gateway’s own request',
  async () => {
    await using home = await openHomeServer(
      says(CODE.accessAccept, [['Class', Buffer.from('theirs')]]),
    )
    await using town = await openTown([home])
    const states: Attribute[] = [
      ['Proxy-State', hex('01')],
      ['Proxy-State', hex('02')],
    ]
    const reply = await town.access([USER, chap, ...states])
    assert.is(reply?.code, CODE.accessAccept)
    assert.is(named(reply, 'Class')?.toString(), 'theirs')
    assert.equal(named(reply, 'Session-Timeout'), hex('00000e10'))
    assert.equal(named(reply, 'Proxy-State'), hex('01'))
    assert.not.ok(reply?.octets.includes(MARK))
    assert.ok(home.heard[0]?.octets.includes(MARK))
    assert.is(town.radius.counters()['auth.proxied.accept'], 1)
  },
)

Forwarding('RFC 2865 §5.2: the home server reads the password its user typed', async () => {
  let password: string | undefined
  await using home = await openHomeServer((packet) => {
    const hidden = octetsOf(packet, attributeId('User-Password')) ?? hex('')
    const key = keyOf(HOME_SECRET)
    password = revealPassword(hidden, authenticatorOf(packet), key)?.toString()
    return { code: CODE.accessReject, attributes: [['Reply-Message', 'not today']] }
  })
  await using town = await openTown([home])
  await using radius = await openRadiusClient({
    host: '127.0.0.1',
    ...town.radius,
    secret: RFC_SECRET,
  })
  const reply = await radius.access([USER, ['User-Password', 'mật khẩu']])
  assert.is(password, 'mật khẩu')
  assert.not.ok(reply.accepted)
  assert.is(reply.attributes.text('Reply-Message'), 'not today')
})

Forwarding('decides itself on users of no realm, and of one it does not know', async () => {
  await using home = await openHomeServer(accepts)
  await using town = await openTown([home])
  for (const name of ['lan', 'lan@elsewhere.vn']) {
    assert.is((await town.access([['User-Name', name], chap]))?.code, CODE.accessReject)
  }
  assert.equal(town.own, ['lan', 'lan@elsewhere.vn'])
  assert.is(home.heard.length, 0)
})

Forwarding('RFC 5997 §4.4: answers Status-Server itself', async () => {
  await using home = await openHomeServer(accepts)
  await using town = await openTown([home])
  const key = keyOf(RFC_SECRET)
  const at = { host: '127.0.0.1', port: town.radius.authPort }
  await using asker = await Requester.open(at, key, systemEntropy)
  const reply = await asker.ask(CODE.statusServer, () => layout([USER]), ONCE)
  assert.is(reply?.code, CODE.accessAccept)
  assert.is(home.heard.length + home.statusServers, 0)
})

Forwarding('RFC 2865 §5.24: a conversation stays with the server that began it', async () => {
  const challenging = (state: string) => (packet: Packet) =>
    octetsOf(packet, attributeId('State'))
      ? { code: CODE.accessAccept }
      : { code: CODE.accessChallenge, attributes: [['State', Buffer.from(state)]] as const }
  await using first = await openHomeServer(challenging('first'))
  await using second = await openHomeServer(challenging('second'))
  await using town = await openTown([first, second])

  first.hush(true)
  const eap: Attribute = ['EAP-Message', hex('0207000501')]
  const challenge = await town.access([USER, eap])
  assert.is(named(challenge, 'State')?.toString(), 'second')
  first.hush(false)
  await until(() => town.forwarding.state().homes[0]?.standing === 'alive')
  const answers = await town.access([USER, eap, ['State', Buffer.from('second')]])
  assert.is(answers?.code, CODE.accessAccept)
  assert.is(second.heard.length, 2)
})

Forwarding('goes on with another server when one dies, and back when it lives', async () => {
  await using first = await openHomeServer(accepts)
  await using second = await openHomeServer(accepts)
  await using town = await openTown([first, second])
  const standing = () => town.forwarding.state().homes.find(({ duty }) => duty === 'auth')?.standing

  first.hush(true)
  assert.is((await town.access([USER, chap]))?.code, CODE.accessAccept)
  await until(() => standing() === 'dead')
  const unheard = first.heard.length
  assert.is((await town.access([USER, chap]))?.code, CODE.accessAccept)
  assert.is(first.heard.length, unheard)
  assert.is(second.heard.length, 2)

  first.hush(false)
  await until(() => standing() === 'alive')
  await town.access([USER, chap])
  assert.is(first.heard.length, unheard + 1)
})

Forwarding(
  'refuses users whose servers all keep silent, so that the gateway does not give us up',
  async () => {
    await using home = await openHomeServer(() => undefined)
    await using town = await openTown([home])
    const plain = await town.access([USER, chap])
    assert.is(plain?.code, CODE.accessReject)
    const eap = await town.access([USER, ['EAP-Message', hex('0207000501')]])
    assert.is(eap?.code, CODE.accessReject)
    assert.equal(named(eap, 'EAP-Message'), hex('04070004'))
    assert.is(town.radius.counters()['auth.proxied.refused.unanswered'], 2)
  },
)

Forwarding('keeps room for everybody else when a realm’s servers are slow', async () => {
  await using home = await openHomeServer(() => undefined)
  await using town = await openTown([home])
  const asked = Array.from({ length: 300 }, () => town.forwarding.forward(requestOf([USER, chap])))
  const outcomes = (await Promise.all(asked)).map((answer) => answer?.outcome)
  assert.is(outcomes.filter((outcome) => outcome === 'proxied.busy').length, 44)
  assert.is(outcomes.filter((outcome) => outcome === 'proxied.refused.unanswered').length, 256)
})

Forwarding('refuses a request of its own that comes round again', async () => {
  await using home = await openHomeServer(accepts)
  await using town = await openTown([home])
  const reply = await town.access([USER, chap, ['Proxy-State', MARK]])
  assert.is(reply?.code, CODE.accessReject)
  assert.is(home.heard.length, 0)
  assert.is(town.radius.counters()['auth.proxied.refused.loop'], 1)
})

Forwarding('lets nobody in where the city lets nobody in now', async () => {
  await using home = await openHomeServer(accepts)
  await using town = await openTown([home], { plan: 'closed' })
  assert.is((await town.access([USER, chap]))?.code, CODE.accessReject)
  assert.is(home.heard.length, 0)
})

Forwarding(
  'RFC 2866 §2: answers a record once it is kept, here and for its realm, and tells it there',
  async () => {
    await using home = await openHomeServer(says(CODE.accountingResponse))
    await using town = await openTown([home])
    const own: Attribute = ['Class', Buffer.from('theirs')]
    assert.is((await town.account([...START, own]))?.code, CODE.accountingResponse)
    assert.is(town.records.length, 1)
    assert.is(town.records[0]?.userName, 'lan@agency.gov.vn')
    assert.is(town.records[0]?.class, undefined)
    await until(() => town.forwarding.state().delivered === 1)
    const [told] = home.heard
    assert.ok(told)
    assert.is(textOf(told, attributeId('Acct-Session-Id')), '8100001')
    assert.is(named(told, 'Class')?.toString(), 'theirs')
    assert.equal(named(told, 'Acct-Delay-Time'), hex('00000000'))
  },
)

Forwarding(
  'keeps records while a server is down, and tells each once when it is back',
  async () => {
    await using home = await openHomeServer(says(CODE.accountingResponse))
    await using town = await openTown([home])
    home.hush(true)
    for (const n of [1, 2, 3]) {
      const reply = await town.account([...START.slice(0, 2), ['Acct-Session-Id', `s${n}`]])
      assert.is(reply?.code, CODE.accountingResponse)
    }
    await until(() => town.forwarding.state().homes.some(({ standing }) => standing === 'dead'))
    const { backlogs } = town.forwarding.state()
    assert.is(backlogs[0]?.waiting, 3)

    home.heard.length = 0
    home.hush(false)
    await until(() => town.forwarding.state().delivered === 3)
    const sessions = home.heard.map((packet) => textOf(packet, attributeId('Acct-Session-Id')))
    assert.equal([...new Set(sessions)].sort(), ['s1', 's2', 's3'])
    assert.is(town.forwarding.state().backlogs[0]?.waiting, 0)
  },
)

Forwarding(
  'RFC 5080 §2.2.2: a record its gateway repeats under another delay is told once',
  async () => {
    await using home = await openHomeServer(says(CODE.accountingResponse))
    await using town = await openTown([home])
    await town.account(START)
    await town.account([...START, ['Acct-Delay-Time', hex('00000005')]])
    await town.account([...START.slice(0, 2), ['Acct-Session-Id', 'another']])
    await until(() => town.forwarding.state().delivered === 2)
    assert.is(home.heard.length, 2)
    assert.is(town.records.length, 3)
  },
)

Forwarding('keeps accounting to itself where the realm does not want it', async () => {
  await using home = await openHomeServer(says(CODE.accountingResponse))
  await using town = await openTown([home], { accounting: false })
  assert.is((await town.account(START))?.code, CODE.accountingResponse)
  assert.equal(town.own, ['lan@agency.gov.vn'])
  assert.is(home.heard.length, 0)
})

Forwarding.run()
