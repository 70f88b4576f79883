import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loginLocation, readRedirect } from '#src/hotspot/dialect.ts'
import type { Visit } from '#src/hotspot/visit.ts'
import { SECOND } from '#src/kernel/clock.ts'
import { Secret } from '#src/kernel/secret.ts'
import { VENDORS } from '#src/kernel/vendor.ts'
import { DynauthClient } from '#src/radius/dynauth.ts'
import type { Browser } from '#src/simulator/browser.ts'
import { PROBES } from '#src/simulator/internet.ts'
import { CLASS, LIMITS, mac, openEdge, PASSWORD } from '#test/edge.ts'
import { standingClock } from '#test/house.ts'

const PHONE = mac('7e:8a:09:65:4d:ec')
const [PROBE] = PROBES
const LOGOUT = { mikrotik: 'logout', chilli: 'logoff' }
const LANDING = 'http://example.vn/landing'

type Edge = Awaited<ReturnType<typeof openEdge>>

function gatewayRecord({ gateway }: Edge) {
  const { vendor, hotspotHost } = gateway
  return { id: 'g1', vendor, hotspotHost, uamSecret: new Secret('uam') }
}

/** What our portal would read from the newest redirect. */
function visitAt(edge: Edge): Visit {
  const redirect = readRedirect(gatewayRecord(edge), edge.landed.at(-1) ?? '', {
    portalUrl: edge.portalUrl,
    visitId: 'v1',
  })
  assert.is(redirect.kind, 'visit', JSON.stringify(redirect))
  return (redirect as { visit: Visit }).visit
}

async function signIn(edge: Edge, browser: Browser, password = PASSWORD) {
  await browser.open(PROBE!.url)
  const visit = visitAt(edge)
  const credential = { userName: 'w-1', password }
  return await browser.open(
    loginLocation(visit, credential, { uamSecret: new Secret('uam'), landing: LANDING }),
  )
}

/** What a Disconnect- or CoA-Request needs to know of the phone's session. */
function named({ gateway }: Edge) {
  const { name } = gateway.sessionOf(PHONE) ?? {}
  const key = {
    userName: 'w-1',
    acctSessionId: name?.acctSessionId ?? '',
    framedIp: name?.station.ip,
    callingStation: PHONE,
  }
  return { key, target: { host: gateway.address, port: gateway.coaPort } }
}

const GatewaySuite = suite('simulator/gateway')

for (const vendor of VENDORS) {
  const test = (title: string, body: () => Promise<void>) =>
    GatewaySuite(`${vendor} ${title}`, body)

  test('sends a stranger to the portal with all a visit needs', async () => {
    await using edge = await openEdge({ vendor })
    await using browser = edge.join(PHONE)

    const page = await browser.open(PROBE!.url)

    assert.is(page.body, 'the portal')
    const visit = visitAt(edge)
    assert.is(visit.mac, PHONE)
    assert.is(visit.ip, edge.gateway.associate(PHONE).ip)
    assert.match(decodeURIComponent(edge.landed.at(-1) ?? ''), PROBE!.url)
  })

  test('lets a stranger into the walled garden', async () => {
    await using edge = await openEdge({ vendor })
    await using browser = edge.join(PHONE)
    for (const host of ['dichvucong.gov.vn', 'vneid.gov.vn'])
      assert.match((await browser.open(`http://${host}/`)).body, 'on the Internet')
    assert.equal(edge.landed, [])
  })

  test('opens after a real Access-Accept and says so in accounting', async () => {
    await using edge = await openEdge({ vendor })
    await using browser = edge.join(PHONE)

    await signIn(edge, browser)

    for (const probe of PROBES) {
      const { status, body } = await browser.open(probe.url)
      assert.equal({ status, body }, { status: probe.status, body: probe.body })
    }
    const [request] = edge.asked
    assert.is(request?.callingStation, PHONE)
    assert.is(request?.framedIp, edge.gateway.associate(PHONE).ip)
    await edge.gateway.settled()
    const [on, start] = edge.accounted
    assert.is(on?.status, 'on')
    assert.is(start?.status, 'start')
    assert.is(start?.acctSessionId, request?.acctSessionId)
    assert.equal(Uint8Array.from(start?.class ?? []), CLASS)
  })

  test('brings a refused phone back to the portal with what RADIUS said', async () => {
    await using edge = await openEdge({ vendor })
    await using browser = edge.join(PHONE)

    await signIn(edge, browser, 'wrong')

    assert.is(visitAt(edge).error, 'wrong password')
    assert.is(edge.gateway.sessionOf(PHONE), undefined)
  })

  test('takes the answer to a challenge once', async () => {
    await using edge = await openEdge({ vendor })
    await using browser = edge.join(PHONE)
    await browser.open(PROBE!.url)
    const login = loginLocation(
      visitAt(edge),
      { userName: 'w-1', password: PASSWORD },
      { uamSecret: new Secret('uam'), landing: LANDING },
    )
    await browser.open(login)
    assert.ok(edge.gateway.sessionOf(PHONE))
    await browser.open(`http://${edge.gateway.hotspotHost}/${LOGOUT[vendor]}`)

    await browser.open(login)
    assert.is(edge.gateway.sessionOf(PHONE), undefined)
  })

  test('ends a session at its time, reports on the way, and never before', async () => {
    const clock = standingClock()
    const limits = { ...LIMITS, sessionSeconds: 100, interimSeconds: 60 }
    await using edge = await openEdge({ vendor, clock, limits })
    await using browser = edge.join(PHONE)
    await signIn(edge, browser)

    for (const seconds of [59, 1, 39, 1]) {
      clock.advance(seconds * SECOND)
      edge.gateway.carry(PHONE, 100, 1000)
      edge.gateway.enforce()
      await edge.gateway.settled()
    }

    assert.equal(
      edge.accounted.slice(2).map(({ status, sessionSeconds }) => [status, sessionSeconds]),
      [
        ['interim', 60],
        ['stop', 100],
      ],
    )
    assert.is(edge.accounted.at(-1)?.terminateCause, 'Session-Timeout')
  })

  test('ends an idle session and counts nothing for it after', async () => {
    const clock = standingClock()
    await using edge = await openEdge({ vendor, clock })
    await using browser = edge.join(PHONE)
    await signIn(edge, browser)
    clock.advance(LIMITS.idleSeconds * SECOND)
    edge.gateway.enforce()
    await edge.gateway.settled()
    assert.is(edge.accounted.at(-1)?.terminateCause, 'Idle-Timeout')
    assert.is(edge.gateway.carry(PHONE, 1, 1), false)
  })

  test('stops exactly at a quota past four gigabytes', async () => {
    await using edge = await openEdge({ vendor })
    await using browser = edge.join(PHONE)
    await signIn(edge, browser)

    edge.gateway.carry(PHONE, 1_000_000_000, 7_000_000_000)
    edge.gateway.enforce()
    await edge.gateway.settled()

    const stop = edge.accounted.at(-1)
    assert.is(stop?.status, 'stop')
    assert.is((stop?.octetsIn ?? 0) + (stop?.octetsOut ?? 0), LIMITS.octets)
    assert.is(stop?.hasGigawords, true)
  })

  GatewaySuite(
    `RFC 5176 §2.1: ${vendor} ends the session a Disconnect-Request names and knows no other`,
    async () => {
      await using edge = await openEdge({ vendor })
      await using browser = edge.join(PHONE)
      await signIn(edge, browser)
      const { key, target } = named(edge)
      await using client = new DynauthClient({ clock: Date.now })
      const tell = (session: typeof key) => client.disconnect(edge.nas, session, target)

      assert.equal(await tell({ ...key, acctSessionId: 'other' }), { kind: 'nak', errorCause: 503 })
      assert.equal(await tell(key), { kind: 'ack' })
      await edge.gateway.settled()
      assert.is(edge.accounted.at(-1)?.terminateCause, 'Admin-Reset')
      assert.is((await browser.open(PROBE!.url)).body, 'the portal')
    },
  )

  GatewaySuite(`RFC 5176 §2.2: ${vendor} keeps to what a CoA-Request says`, async () => {
    const clock = standingClock()
    await using edge = await openEdge({ vendor, clock })
    await using browser = edge.join(PHONE)
    await signIn(edge, browser)
    const { key, target } = named(edge)
    await using client = new DynauthClient({ clock: Date.now })
    const { octets: _, ...limits } = LIMITS
    const slow = { ...limits, sessionSeconds: 60, rate: { upKbps: 64, downKbps: 128 } }

    const other = { ...key, acctSessionId: 'other' }
    const unknown = await client.change(edge.nas, other, slow, target)
    assert.equal(unknown, { kind: 'nak', errorCause: 503 })
    assert.equal(await client.change(edge.nas, key, slow, target), { kind: 'ack' })
    const session = edge.gateway.sessionOf(PHONE)
    assert.equal(session?.allowance.rate, slow.rate)
    assert.equal(session?.room(1000), { up: 8_000, down: 16_000 })
    assert.is(session?.allowance.octets, vendor === 'mikrotik' ? LIMITS.octets : undefined)

    clock.advance(60 * SECOND)
    edge.gateway.enforce()
    await edge.gateway.settled()
    assert.is(edge.accounted.at(-1)?.terminateCause, 'Session-Timeout')
  })

  test('stops every session before it says it is off', async () => {
    const edge = await openEdge({ vendor })
    {
      await using _ = edge
      await using browser = edge.join(PHONE)
      await signIn(edge, browser)
    }
    assert.equal(
      edge.accounted.map(({ status }) => status),
      ['on', 'start', 'stop', 'off'],
    )
  })
}

GatewaySuite('serves only who joined its Wi-Fi', async () => {
  await using edge = await openEdge({ vendor: 'mikrotik' })
  const response = await fetch(`http://${edge.gateway.hotspotHost}/`)
  assert.is(response.status, 403)
})

GatewaySuite('obeys its own interim interval before the server’s', async () => {
  const clock = standingClock()
  await using edge = await openEdge({ vendor: 'chilli', clock, spec: { interimSeconds: 15 } })
  await using browser = edge.join(PHONE)
  await signIn(edge, browser)
  clock.advance(15 * SECOND)
  edge.gateway.enforce()
  await edge.gateway.settled()
  assert.is(edge.accounted.at(-1)?.status, 'interim')
})

GatewaySuite.run()
