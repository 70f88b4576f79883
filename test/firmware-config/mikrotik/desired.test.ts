import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { desired } from '#firmware-config/mikrotik/desired.ts'
import { isOurs } from '#src/device/resource.ts'
import { siteFacts } from '#test/routeros.ts'

const at = (path: string, facts = siteFacts) => desired(facts).filter((one) => one.path === path)
const device = { version: [7, 18, 2], hasFlash: false, hotspots: [] }

const Desired = suite('firmware-config/mikrotik/desired')

Desired('names each resource once, and by a name of ours unless it is the site’s', () => {
  const resources = desired(siteFacts)
  const keys = resources.map(({ path, name }) => `${path} ${name}`)
  assert.is(new Set(keys).size, keys.length)
  for (const resource of resources.filter(({ isAdopted, name }) => !isAdopted && name !== '')) {
    assert.ok(isOurs(resource), resource.name)
    assert.not.match(resource.name, ' ', 'a comment’s first word is the whole name')
  }
})

Desired('opens the portal and every e-service before sign-in, over HTTP and HTTPS', () => {
  const hosts = ['wifi.quangninh.example', '*.dichvucong.gov.vn', 'dichvucong.gov.vn']
  for (const path of ['/ip/hotspot/walled-garden', '/ip/hotspot/walled-garden/ip']) {
    assert.equal(
      at(path).map(({ set }) => set['dst-host']),
      hosts,
    )
  }
  assert.ok(at('/ip/hotspot/walled-garden/ip').every(({ set }) => set['dst-port'] === '443'))
})

Desired('opens a portal that has only an address and a port of its own', () => {
  const facts = { ...siteFacts, portalUrl: 'http://10.0.0.9:8080' }
  const [row] = at('/ip/hotspot/walled-garden/ip', facts)
  assert.is(row?.set['dst-address'], '10.0.0.9')
  assert.is(row?.set['dst-port'], '8080')
})

Desired('leaves RADIUS over TLS as a technician set it up', () => {
  const facts = { ...siteFacts, radius: { ...siteFacts.radius, isOverTls: true } }
  assert.equal(at('/radius', facts), [])
  assert.is(at('/radius/incoming', facts).length, 1)
})

Desired('asks the city’s RADIUS, and takes its Disconnect-Requests', () => {
  const [radius] = at('/radius')
  assert.is(radius?.set['require-message-auth'], 'yes-for-request-resp')
  assert.is(radius?.sealed?.mark, siteFacts.radius.secretMark)
  assert.not('secret' in (radius?.set ?? {}))
  assert.equal(at('/radius/incoming')[0]?.set, { accept: 'yes', port: '3799' })
})

Desired('tells phones of the portal’s API only where there is one', () => {
  assert.equal(at('/ip/dhcp-server/option')[0]?.set, {
    code: '114',
    value: "'https://wifi.quangninh.example/api/capport'",
    force: 'yes',
  })
  const { capportUrl: _, ...without } = siteFacts
  assert.equal(at('/ip/dhcp-server/option', without), [])
  assert.equal(at('/ip/dhcp-server/network', without), [])
})

Desired('gives its profile to the one hotspot a technician made, and to none of several', () => {
  const { lan: _, ...facts } = siteFacts
  const hotspots = (names: readonly string[]) =>
    at('/ip/hotspot', { ...facts, device: { ...device, hotspots: names } })
  assert.equal(hotspots(['hotspot1']), [
    { path: '/ip/hotspot', name: 'hotspot1', set: { profile: 'phu-song' }, isAdopted: true },
  ])
  assert.equal(hotspots([]), [])
  assert.equal(hotspots(['hotspot1', 'hotel']), [])
})

Desired('asks for each device by its address only at a gateway whose record says so', () => {
  const [without] = at('/ip/hotspot/profile')
  assert.is(without?.set['login-by'], 'http-chap,http-pap')
  assert.not('radius-mac-format' in (without?.set ?? {}))
  const [profile] = at('/ip/hotspot/profile', { ...siteFacts, macAuth: true })
  assert.is(profile?.set['login-by'], 'mac,http-chap,http-pap')
  assert.is(profile?.set['radius-mac-format'], 'XX:XX:XX:XX:XX:XX')
})

Desired(
  'keeps its pages where a reboot leaves them, and leaves them out where it cannot write',
  () => {
    const files = (more: object) =>
      at('/file', { ...siteFacts, device: { ...device, ...more } }).map(({ name }) => name)
    assert.ok(files({}).includes('phu-song/login.html'))
    assert.ok(files({ hasFlash: true }).every((name) => name.startsWith('flash/phu-song')))
    assert.equal(files({ version: [7, 8] }), [])
    const flashed = { ...siteFacts, device: { ...device, hasFlash: true } }
    const [profile] = at('/ip/hotspot/profile', flashed)
    assert.is(profile?.set['html-directory-override'], 'flash/phu-song')
  },
)

Desired.run()
