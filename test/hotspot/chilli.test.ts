import { createHash } from 'node:crypto'
import { assert as check, integer, property, string } from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loginLocation, readRedirect } from '#src/hotspot/dialect.ts'
import type { HotspotGateway, Visit } from '#src/hotspot/visit.ts'
import { Secret } from '#src/kernel/secret.ts'

const uamSecret = new Secret('secret')
const gateway: HotspotGateway = {
  id: 'uam',
  vendor: 'chilli',
  hotspotHost: '192.168.182.1:3660',
  uamSecret,
}
const options = { portalUrl: 'https://portal.example', visitId: 'v1' }

/** A captured redirect, signed with `secret`. */
const CAPTURED =
  '/uam?res=notyet&uamip=192.168.182.1&uamport=3660&challenge=5b1d296db7826a655411dcd83ee25154' +
  '&called=94-83-C4-01-42-27&mac=5C-1D-D9-20-A0-C1&ip=192.168.182.64&nasid=fonlo' +
  '&sessionid=5e6792ce00000006' +
  '&userurl=http%3a%2f%2fcaptive.apple.com%2fhotspot-detect.html'
const MD = '926717B0B04EBFD5105F3DF3091F325F'

function signed(target: string): string {
  const md = createHash('md5').update(`${options.portalUrl}${target}secret`, 'latin1').digest('hex')
  return `${target}&md=${md.toUpperCase()}`
}

function visitOf(target: string, at = gateway): Visit {
  const redirect = readRedirect(at, target, options)
  assert.is(redirect.kind, 'visit')
  return (redirect as { visit: Visit }).visit
}

const landing = 'https://portal.example/status/abc'
const login = (visit: Visit, secret: Secret | undefined) =>
  new URL(
    loginLocation(visit, { userName: 'w-1', password: 'pass1234' }, { uamSecret: secret, landing }),
  )

const Chilli = suite('hotspot/chilli')

Chilli('reads a captured redirect whose md is right', () => {
  assert.equal(visitOf(`${CAPTURED}&md=${MD}`), {
    id: 'v1',
    gateway: 'uam',
    mac: '5c:1d:d9:20:a0:c1',
    ip: '192.168.182.64',
    loginUrl: 'http://192.168.182.1:3660/logon',
    challenge: { kind: 'uam', challenge: '5b1d296db7826a655411dcd83ee25154' },
    error: undefined,
  })
})

Chilli('answers the captured challenge', () => {
  const url = login(visitOf(`${CAPTURED}&md=${MD}`), uamSecret)
  assert.is(url.origin + url.pathname, 'http://192.168.182.1:3660/logon')
  assert.equal(Object.fromEntries(url.searchParams), {
    username: 'w-1',
    response: '0a4641bf6cc7b0483f0cf5cbd754d234',
    userurl: landing,
  })
})

Chilli('answers with the bare challenge where no secret is shared', () => {
  const open = { ...gateway, uamSecret: undefined }
  const right = createHash('md5')
    .update(Buffer.of(0))
    .update('pass1234')
    .update(Buffer.from('5b1d296db7826a655411dcd83ee25154', 'hex'))
    .digest('hex')
  assert.is(login(visitOf(CAPTURED, open), undefined).searchParams.get('response'), right)
})

for (const [what, target] of [
  ['no md', CAPTURED],
  ['an empty md', `${CAPTURED}&md=`],
  ['a short md', `${CAPTURED}&md=${MD.slice(1)}`],
  ['another md', `${CAPTURED}&md=${MD.replace('9', '8')}`],
  ['another MAC', `${CAPTURED.replace('A0-C1', 'A0-C2')}&md=${MD}`],
  ['the escapes written anew', `${CAPTURED.replaceAll('%3a', '%3A')}&md=${MD}`],
  ['another path', `${CAPTURED.replace('/uam', '/UAM')}&md=${MD}`],
  ['a first md that is wrong', `${CAPTURED}&md=0&md=${MD}`],
] as const) {
  Chilli(`refuses ${what}`, () => {
    assert.equal(readRedirect(gateway, target, options), { kind: 'bad-signature' })
  })
}

Chilli('signs over the configured portal, whatever host the phone was lured to', () => {
  const elsewhere = { ...options, portalUrl: 'https://evil.example' }
  assert.is(readRedirect(gateway, `${CAPTURED}&md=${MD}`, elsewhere).kind, 'bad-signature')
})

Chilli('reads the configured portal with or without a slash at its end', () => {
  const slashed = { ...options, portalUrl: 'https://portal.example/' }
  assert.is(readRedirect(gateway, `${CAPTURED}&md=${MD}`, slashed).kind, 'visit')
})

Chilli('reads nothing that follows the signature', () => {
  const visit = visitOf(`${CAPTURED}&md=${MD}&mac=00-00-00-00-00-01&reply=%3Cb%3E`)
  assert.is(visit.mac, '5c:1d:d9:20:a0:c1')
  assert.is(visit.error, undefined)
})

Chilli('notices any one octet that changes', () => {
  const whole = `${CAPTURED}&md=${MD}`
  const at = integer({ min: 0, max: whole.length - 1 })
  void check(
    property(at, string({ minLength: 1, maxLength: 1 }), (index, char) => {
      if (whole[index]?.toUpperCase() === char.toUpperCase()) return
      const forged = whole.slice(0, index) + char + whole.slice(index + 1)
      assert.is(readRedirect(gateway, forged, options).kind, 'bad-signature')
    }),
    { numRuns: 500 },
  )
})

Chilli('sends nobody to a host that is not the gateway', () => {
  for (const [from, to] of [
    ['uamip=192.168.182.1', 'uamip=evil.example'],
    ['uamip=192.168.182.1', 'uamip=192.168.182.1@evil.example'],
    ['uamip=192.168.182.1', 'uamip=evil.example/192.168.182.1'],
    ['uamport=3660', 'uamport=80'],
    ['uamport=3660', 'uamport=3660@evil.example'],
  ] as const) {
    const target = signed(CAPTURED.replace(from, to))
    assert.equal(readRedirect(gateway, target, options), { kind: 'foreign-host' }, to)
  }
})

for (const [missing, from] of [
  ['mac', 'mac=5C-1D-D9-20-A0-C1'],
  ['uamip', 'uamip=192.168.182.1'],
  ['uamport', 'uamport=3660'],
  ['challenge', 'challenge=5b1d296db7826a655411dcd83ee25154'],
] as const) {
  Chilli(`says that ${missing} is missing`, () => {
    const target = signed(CAPTURED.replace(from, 'x=y'))
    assert.equal(readRedirect(gateway, target, options), { kind: 'incomplete', missing })
  })
}

Chilli('takes the long challenge of Plasma', () => {
  const long = '5b1d296db7826a655411dcd83ee25154'.repeat(2)
  const visit = visitOf(
    signed(CAPTURED.replace(/challenge=\w+/, `challenge=${long.toUpperCase()}`)),
  )
  assert.equal(visit.challenge, { kind: 'uam', challenge: long })
})

Chilli('tells what the gateway said of a failed try', () => {
  const failed = CAPTURED.replace('notyet', 'failed&reason=reject')
  assert.is(visitOf(signed(failed)).error, 'reject')
  assert.is(visitOf(signed(`${failed}&reply=time-spent`)).error, 'time-spent')
})

Chilli('knows a phone that is in, and the page of ours it was to see', () => {
  const success = CAPTURED.replace('notyet', 'success')
  const mac = '5c:1d:d9:20:a0:c1'
  assert.equal(readRedirect(gateway, signed(success), options), {
    kind: 'online',
    mac,
    landing: undefined,
  })
  const ours = success.replace(/userurl=.*/, `userurl=${encodeURIComponent(landing)}`)
  assert.equal(readRedirect(gateway, signed(ours), options), { kind: 'online', mac, landing })
})

Chilli.run()
