import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openCommandLine } from '#test/command-line.ts'

const ADD = [
  ['realm', 'add', '--realm', 'Agency.gov.vn', '--servers', '10.9.0.1,[2001:db8::9]:1645/1646'],
  ['--operator', 'quangninh.gov.vn', '--allow', 'Filter-Id'],
].flat()

const Realms = suite('commands/realm')

Realms('says how to begin when there is none', async () => {
  using city = openCommandLine()
  assert.match((await city.run('realm', 'list')).out, 'No realm yet')
  assert.is((await city.run('realm', 'list', '--json')).out, '[]\n')
})

Realms('adds one, makes up a secret for each server, and shows them this once', async () => {
  using city = openCommandLine()
  const added = await city.run(...ADD)
  assert.is(added.code, 0, added.err)
  const secrets = [...added.out.matchAll(/\b[2-9A-Z]{32}\b/g)].map(([secret]) => secret)
  assert.is(new Set(secrets).size, 2)

  const list = await city.run('realm', 'list')
  assert.match(list.out, /^agency\.gov\.vn +10\.9\.0\.1:1812\/1813 \[2001:db8::9\]:1645\/1646 /m)
  const show = await city.run('realm', 'show', 'agency.gov.vn')
  assert.match(show.out, /^allow +Filter-Id$/m)
  assert.match(show.out, /^operator +quangninh\.gov\.vn$/m)
  for (const secret of secrets) assert.not.match(list.out + show.out, secret)
  const shown = JSON.parse((await city.run('realm', 'show', 'agency.gov.vn', '--json')).out)
  assert.is(shown.servers.length, 2)
  assert.not.match(JSON.stringify(shown), 'secret')
})

Realms('removes one, and says so in the audit trail', async () => {
  using city = openCommandLine()
  await city.run(...ADD)
  assert.is((await city.run('realm', 'remove', 'agency.gov.vn')).code, 0)
  assert.is((await city.run('realm', 'remove', 'agency.gov.vn')).code, 2)
  assert.is((await city.run('realm', 'show', 'agency.gov.vn')).code, 2)

  using house = city.house()
  const told = house.audit.list({ limit: 10 }).map(({ action, subject }) => `${action} ${subject}`)
  assert.equal(told, ['realm.removed agency.gov.vn', 'realm.added agency.gov.vn'])
})

Realms('warns of a short secret, and refuses what it cannot do, writing nothing', async () => {
  using city = openCommandLine({ PHU_SONG_RADIUS_AUTH_LISTEN: '127.0.0.1:1812' })
  const add = (...changes: string[]) => city.run(...ADD, ...changes)
  const refused = async (...changes: string[]) => {
    const { code, err } = await add(...changes)
    assert.is(code, 2, changes.join(' '))
    return err
  }
  assert.match(await refused('--secret', 'testing123'), /stands in manuals/)
  assert.match(await refused('--realm', 'agency'), /--realm: “agency” is not a domain/)
  assert.match(await refused('--servers', 'radius.agency.gov.vn'), /is not an address/)
  assert.match(await refused('--servers', '127.0.0.1'), /is this server itself/)
  assert.match(await refused('--servers', Array(9).fill('10.9.0.1').join()), /at most 8/)
  assert.match(await refused('--plan', 'gold'), /no plan “gold”/)
  assert.match(await refused('--allow', 'Filter-Id,Nonsense'), /no dictionary names “Nonsense”/)
  assert.is((await city.run('realm', 'list', '--json')).out, '[]\n')

  const short = await add('--secret', 'elevenchars')
  assert.is(short.code, 0)
  assert.match(short.err, /The secret is short/)
  assert.match(await refused(), /there is a realm agency\.gov\.vn already/)
})

Realms(
  'RFC 6614 §2.1: adds a server over TLS by its fingerprint, once the city has a certificate',
  async () => {
    const overTls = ['--servers', '10.9.0.1', '--radsec', '--certificate', `${'AB:'.repeat(31)}AB`]
    using without = openCommandLine()
    assert.match((await without.run(...ADD, ...overTls)).err, /RADSEC_LISTEN/)

    using city = openCommandLine({
      PHU_SONG_RADSEC_LISTEN: '127.0.0.1:2083',
      PHU_SONG_RADSEC_CERT: 'city.pem',
      PHU_SONG_RADSEC_KEY: 'city.key',
    })
    const added = await city.run(...ADD, ...overTls)
    assert.is(added.code, 0, added.err)
    assert.not.match(added.out, 'secret')
    const { servers } = JSON.parse((await city.run('realm', 'show', 'agency.gov.vn', '--json')).out)
    const certificate = 'ab'.repeat(32)
    assert.equal(servers, [{ transport: 'radsec', host: '10.9.0.1', port: 2083, certificate }])
    const list = await city.run('realm', 'list')
    assert.match(list.out, '10.9.0.1:2083 (TLS)')
  },
)

Realms.run()
