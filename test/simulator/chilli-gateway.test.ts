import { createHash } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { proves } from '#src/radius/proof.ts'
import { mac, openEdge, PASSWORD } from '#test/edge.ts'

const PHONE = mac('5c:1d:d9:20:a0:c1')
const WANTED = 'http://captive.apple.com/hotspot-detect.html'

async function openUam() {
  const edge = await openEdge({ vendor: 'chilli' })
  const browser = edge.join(PHONE)
  return {
    edge,
    browser,
    query: () => new URLSearchParams(edge.landed.at(-1)?.split('?')[1]),
    [Symbol.asyncDispose]: async () => {
      await browser[Symbol.asyncDispose]()
      await edge[Symbol.asyncDispose]()
    },
  }
}

const Chilli = suite('simulator/chilli-gateway')

Chilli('redirects with the parameters in chilli’s order and lower-case escapes', async () => {
  await using uam = await openUam()
  await uam.browser.open(WANTED)
  const target = uam.edge.landed[0] ?? ''
  assert.equal(
    [...uam.query().keys()],
    ['res', 'uamip', 'uamport', 'challenge', 'called', 'mac', 'ip', 'nasid', 'userurl', 'md'],
  )
  assert.match(target, 'userurl=http%3a%2f%2fcaptive.apple.com%2fhotspot-detect.html&md=')
  assert.match(uam.query().get('challenge') ?? '', /^[0-9a-f]{32}$/)
  assert.is(uam.query().get('mac'), '5C-1D-D9-20-A0-C1')
})

Chilli('signs everything before md with the shared secret', async () => {
  await using uam = await openUam()
  await uam.browser.open(WANTED)
  const [signed = '', md] = `${uam.edge.portalUrl}${uam.edge.landed[0]}`.split('&md=')
  assert.is(md, createHash('md5').update(`${signed}uam`).digest('hex').toUpperCase())
})

Chilli('takes a PAP password hidden under the salted challenge', async () => {
  await using uam = await openUam()
  await uam.browser.open(WANTED)
  const challenge = Buffer.from(uam.query().get('challenge') ?? '', 'hex')
  const salt = createHash('md5').update(challenge).update('uam').digest()
  const hidden = Buffer.from(PASSWORD).map((octet, i) => octet ^ (salt[i % 16] ?? 0))
  const password = Buffer.from(hidden).toString('hex')

  const { hotspotHost } = uam.edge.gateway
  await uam.browser.open(`http://${hotspotHost}/logon?username=w&password=${password}`)

  const [request] = uam.edge.asked
  assert.is(request?.proof.kind, 'pap')
  assert.is(request && proves(request.proof, PASSWORD), true)
  assert.is(uam.query().get('res'), 'success')
  assert.is(uam.query().get('timeleft'), '3600')
  assert.is(uam.query().get('userurl'), WANTED)
})

Chilli('tells its state as JSON and lets the phone log off', async () => {
  await using uam = await openUam()
  const { hotspotHost } = uam.edge.gateway
  const page = await uam.browser.open(`http://${hotspotHost}/json/status`)
  const status: unknown = JSON.parse(page.body)
  assert.is((status as { clientState: number }).clientState, 0)
  await uam.browser.open(`http://${hotspotHost}/logoff`)
  assert.is(uam.query().get('res'), 'logoff')
})

Chilli('refuses a logon that answers nothing', async () => {
  await using uam = await openUam()
  await uam.browser.open(`http://${uam.edge.gateway.hotspotHost}/logon?username=w`)
  assert.is(uam.query().get('res'), 'failed')
  assert.equal(uam.edge.asked, [])
})

Chilli.run()
