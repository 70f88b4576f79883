import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { type GatewayDraft, gatewayRecordSchema } from '#src/gateways/gateway.ts'
import { GatewayStore, openRecord } from '#src/gateways/gateway-store.ts'
import { type Clock, SECOND } from '#src/kernel/clock.ts'
import { type Ip, type Prefix, parsePrefix } from '#src/kernel/ip.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import { Collection } from '#src/store/collection.ts'
import { Keyring } from '#src/store/keyring.ts'
import { openTestStore, standingClock } from '#test/house.ts'

type Store = ReturnType<typeof openTestStore>

const open = (store: Store, keyring = store.keyring, clock: Clock = standingClock()) =>
  new GatewayStore(new Collection(store.folder, 'gateways', gatewayRecordSchema, store.database), {
    keyring,
    clock,
    entropy: systemEntropy,
  })

const draft = (id: string, address: string, rest: Partial<GatewayDraft> = {}): GatewayDraft => ({
  id,
  address: parsePrefix(address) as Prefix,
  vendor: 'mikrotik',
  site: 'bai-chay',
  ...rest,
})

const Gateways = suite('gateways/gateway-store')

Gateways(
  'RFC 2865 §3: knows a gateway by its source address, the most particular first, and no stranger',
  () => {
    using store = openTestStore()
    const gateways = open(store)
    gateways.add(draft('town', '10.1.0.0/16'))
    gateways.add(draft('square', '10.1.2.3'))

    assert.is(gateways.at('10.1.2.3' as Ip)?.id, 'square')
    assert.is(gateways.at('10.1.9.9' as Ip)?.id, 'town')
    assert.is(gateways.at('10.2.0.1' as Ip), undefined)
  },
)

Gateways('serves at once what the command line added beside it', () => {
  using store = openTestStore()
  const [server, commandLine] = [open(store), open(store)]
  commandLine.add(draft('square', '10.1.2.3'))
  assert.is(server.at('10.1.2.3' as Ip)?.id, 'square')

  commandLine.add(draft('beach', '10.1.2.4'))
  assert.is(server.find('beach')?.id, 'beach')
  assert.is(server.find('pier'), undefined)
})

Gateways('looks for strangers a hundred times a second, and not for a flood of them', () => {
  using store = openTestStore()
  const clock = standingClock()
  const [server, commandLine] = [open(store, store.keyring, clock), open(store)]
  for (let i = 0; i < 100; i++) server.at('10.9.9.9' as Ip)
  commandLine.add(draft('square', '10.1.2.3'))
  assert.is(server.at('10.1.2.3' as Ip), undefined)
  clock.advance(SECOND)
  assert.is(server.at('10.1.2.3' as Ip)?.id, 'square')
})

Gateways('RFC 2865 §3: makes up the secrets it was not given, long, each its own', () => {
  using store = openTestStore()
  const gateways = open(store)
  gateways.add(draft('a', '10.0.0.1', { vendor: 'chilli' }))
  gateways.add(draft('b', '10.0.0.2'))
  const [a, b] = gateways.all()

  assert.is(a?.secret.reveal().length, 32)
  assert.is.not(a?.secret.reveal(), b?.secret.reveal())
  assert.is.not(a?.secret.reveal(), a?.uamSecret?.reveal())
  assert.is(b?.uamSecret, undefined)
})

Gateways('asks by a device’s address only where the record says so', () => {
  using store = openTestStore()
  const gateways = open(store)
  gateways.add(draft('a', '10.0.0.1'))
  gateways.add(draft('b', '10.0.0.2', { macAuth: true }))
  const again = open(store)
  assert.equal([again.find('a')?.macAuth, again.find('b')?.macAuth], [undefined, true])
  assert.not.match(readFileSync(join(store.folder, 'gateways.json'), 'utf8'), '"macAuth": false')
})

Gateways('writes no secret in the clear', () => {
  using store = openTestStore()
  open(store).add(draft('a', '10.0.0.1', { secret: new Secret('correct horse battery') }))

  assert.not.match(readFileSync(join(store.folder, 'gateways.json'), 'utf8'), 'correct horse')
  assert.is(open(store).find('a')?.secret.reveal(), 'correct horse battery')
})

Gateways('says plainly when the key file is another one’s', () => {
  using store = openTestStore()
  open(store).add(draft('a', '10.0.0.1'))

  assert.throws(
    () => open(store, new Keyring(new Uint8Array(32).fill(9))),
    /do not open with this key/,
  )
})

Gateways('refuses a second gateway of one name or one address', () => {
  using store = openTestStore()
  const gateways = open(store)
  gateways.add(draft('a', '10.0.0.1'))

  assert.is(gateways.add(draft('a', '10.0.0.2')).kind, 'id-taken')
  assert.equal(gateways.add(draft('b', '10.0.0.1')), { kind: 'address-taken', by: 'a' })
})

Gateways('stops serving what was removed', () => {
  using store = openTestStore()
  const gateways = open(store)
  gateways.add(draft('a', '10.0.0.1'))

  assert.is(gateways.remove('a'), true)
  assert.is(gateways.remove('a'), false)
  assert.is(gateways.at('10.0.0.1' as Ip), undefined)
})

Gateways('pins an auto gateway of one address once, for every process and after a restart', () => {
  using store = openTestStore()
  const [server, commandLine] = [open(store), open(store)]
  server.add(draft('old', '10.1.2.3', { messageAuthenticator: 'auto' }))
  assert.is(server.at('10.1.2.3' as Ip)?.messageAuthenticator, 'auto')

  assert.is(server.pin('old'), true)
  assert.is(server.pin('old'), false)
  assert.is(server.at('10.1.2.3' as Ip)?.messageAuthenticator, 'required')
  assert.type(server.find('old')?.pinnedAt, 'number')
  assert.is(commandLine.pin('old'), false)
  assert.is(open(store).find('old')?.messageAuthenticator, 'required')
})

Gateways('pins no range of addresses, which counts as optional, and no other policy', () => {
  using store = openTestStore()
  const gateways = open(store)
  gateways.add(draft('town', '10.1.0.0/16', { messageAuthenticator: 'auto' }))
  gateways.add(draft('lax', '10.2.0.1', { messageAuthenticator: 'optional' }))
  for (const id of ['town', 'lax', 'nobody']) assert.is(gateways.pin(id), false)
  assert.is(gateways.find('town')?.messageAuthenticator, 'optional')
  assert.is(gateways.find('lax')?.messageAuthenticator, 'optional')
})

Gateways(
  'changes how a gateway is believed from its next packet on, and gives it as it was',
  () => {
    using store = openTestStore()
    const gateways = open(store)
    gateways.add(draft('a', '10.0.0.1'))
    const policy = {
      messageAuthenticator: 'auto',
      limitProxyState: false,
      macAuth: true,
      coaPort: 1700,
    } as const
    assert.is(gateways.change('a', policy)?.messageAuthenticator, 'required')
    const { messageAuthenticator, limitProxyState, macAuth, coaPort } =
      gateways.at('10.0.0.1' as Ip) ?? {}
    assert.equal({ messageAuthenticator, limitProxyState, macAuth, coaPort }, policy)
    assert.is(gateways.change('nobody', policy), undefined)
  },
)

Gateways('keeps a pin while the policy stays auto, and no longer', () => {
  using store = openTestStore()
  const gateways = open(store)
  const policy = { limitProxyState: true, macAuth: false, coaPort: 3799 }
  gateways.add(draft('a', '10.0.0.1', { messageAuthenticator: 'auto' }))
  gateways.pin('a')
  gateways.change('a', { ...policy, messageAuthenticator: 'auto' })
  assert.is(gateways.find('a')?.messageAuthenticator, 'required')
  gateways.change('a', { ...policy, messageAuthenticator: 'optional' })
  assert.is(gateways.find('a')?.messageAuthenticator, 'optional')
  gateways.change('a', { ...policy, messageAuthenticator: 'auto' })
  assert.is(gateways.find('a')?.messageAuthenticator, 'auto')
})

Gateways('reads a record from before there was a limit on Proxy-State as limited', () => {
  using store = openTestStore()
  const gateways = open(store)
  gateways.add(draft('new', '10.1.2.3', { limitProxyState: false }))
  assert.is(gateways.find('new')?.limitProxyState, false)

  const { limitProxyState: _, ...old } = v.parse(
    gatewayRecordSchema,
    JSON.parse(readFileSync(join(store.folder, 'gateways.json'), 'utf8')).rows[0],
  )
  assert.is(openRecord(v.parse(gatewayRecordSchema, old), store.keyring).limitProxyState, true)
})

Gateways('radiusdtls-bis §3.4: knows a gateway by its certificate, from its addresses only', () => {
  using store = openTestStore()
  const gateways = open(store)
  const [pinned, unknown] = ['a'.repeat(64), 'b'.repeat(64)]
  gateways.add(draft('pinned', '10.1.0.0/16', { radsec: { certificate: pinned } }))
  gateways.add(draft('named', '10.2.0.9', { radsec: { name: 'gw.city.vn' } }))
  const of = (fingerprint: string, names: string[], source: string) => {
    const found = gateways.certified({ fingerprint, names }, source as Ip)
    return typeof found === 'string' ? found : found.id
  }
  assert.is(of(pinned, [], '10.1.2.3'), 'pinned')
  assert.is(of(pinned, [], '10.2.0.9'), 'elsewhere')
  assert.is(of(unknown, ['other.city.vn', 'gw.city.vn'], '10.2.0.9'), 'named')
  assert.is(of(unknown, [], '10.2.0.9'), 'unbound')
})

Gateways('hears a gateway over UDP or over TLS, never both', () => {
  using store = openTestStore()
  const gateways = open(store)
  const shown = { fingerprint: 'a'.repeat(64), names: [] }
  gateways.add(draft('square', '10.1.2.3'))
  gateways.add(draft('town', '10.1.0.0/16'))
  assert.equal(gateways.bind('square', { certificate: shown.fingerprint }), { kind: 'bound' })
  assert.is(gateways.at('10.1.2.3' as Ip)?.id, 'town')
  assert.is.not(gateways.certified(shown, '10.1.2.3' as Ip), 'unbound')

  gateways.bind('square', undefined)
  assert.is(gateways.at('10.1.2.3' as Ip)?.id, 'square')
  assert.is(gateways.certified(shown, '10.1.2.3' as Ip), 'unbound')
})

Gateways('gives two gateways neither one certificate nor, over UDP, one address', () => {
  using store = openTestStore()
  const gateways = open(store)
  const radsec = { name: 'gw.city.vn' }
  gateways.add(draft('one', '10.1.2.3', { radsec }))
  assert.equal(gateways.add(draft('two', '10.9.9.9', { radsec })), {
    kind: 'certificate-taken',
    by: 'one',
  })
  assert.is(
    gateways.add(draft('two', '10.1.2.3')).kind,
    'added',
    'behind the same address, over UDP',
  )
  assert.equal(gateways.bind('one', undefined), { kind: 'address-taken', by: 'two' })
  assert.equal(gateways.bind('two', radsec), { kind: 'certificate-taken', by: 'one' })
  assert.equal(gateways.bind('three', radsec), { kind: 'unknown' })
})

Gateways('knows at once a certificate that the command line bound beside it', () => {
  using store = openTestStore()
  const [server, commandLine] = [open(store), open(store)]
  commandLine.add(draft('square', '10.1.2.3', { radsec: { name: 'gw.city.vn' } }))
  const found = server.certified({ fingerprint: '', names: ['gw.city.vn'] }, '10.1.2.3' as Ip)
  assert.is(typeof found === 'string' ? found : found.id, 'square')
})

Gateways.run()
