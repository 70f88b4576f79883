import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseConfig, SETTINGS } from '#src/config.ts'

const says = (environment: Record<string, string>) => {
  try {
    parseConfig(environment)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

const Settings = suite('config')

Settings('needs none', () => {
  const config = parseConfig({})
  assert.equal(config.radiusAuth, { host: '0.0.0.0', port: 1812 })
  assert.equal(config.sms, { kind: 'console' })
  assert.not.ok(config.keyFile.startsWith(config.data), 'the key lies in the data folder')
})

Settings('names the variable that is wrong, and what it should be', () => {
  assert.match(says({ PHU_SONG_PORTAL_LISTEN: '8080' }), /PHU_SONG_PORTAL_LISTEN.*host:port/)
  assert.match(says({ PHU_SONG_RADIUS_AUTH_LISTEN: '0.0.0.0:99999' }), /RADIUS_AUTH_LISTEN/)
  assert.match(says({ PHU_SONG_PORTAL_URL: 'javascript:alert(1)' }), /PHU_SONG_PORTAL_URL/)
  assert.match(says({ PHU_SONG_PORTAL_URL: 'https://a/?x=1' }), /must not carry a query/)
  assert.match(says({ PHU_SONG_SMS: 'pigeon' }), /PHU_SONG_SMS/)
  assert.match(says({ PHU_SONG_SMS: 'file:' }), /names no file/)
})

Settings('refuses a name it does not know, so that a typo is not silence', () => {
  assert.match(
    says({ PHU_SONG_PORTAL_LISTN: '127.0.0.1:80' }),
    /PHU_SONG_PORTAL_LISTN is not a setting/,
  )
  assert.is(says({ PATH: '/usr/bin', OTHER: 'x' }), '')
})

Settings('listens on IPv6 when asked', () => {
  const { portal } = parseConfig({ PHU_SONG_PORTAL_LISTEN: '[::1]:80' })
  assert.equal(portal, { host: '::1', port: 80 })
})

Settings('serves metrics where it is told to, or nowhere', () => {
  assert.is(parseConfig({}).metrics, undefined)
  const { metrics } = parseConfig({ PHU_SONG_METRICS_LISTEN: '127.0.0.1:9812' })
  assert.equal(metrics, { host: '127.0.0.1', port: 9812 })
  assert.match(says({ PHU_SONG_METRICS_LISTEN: 'yes' }), /PHU_SONG_METRICS_LISTEN.*host:port/)
})

Settings('keeps the SMS token out of sight', () => {
  const { sms } = parseConfig({ PHU_SONG_SMS: 'https://sms.example/', PHU_SONG_SMS_TOKEN: 'tok' })
  assert.not.match(JSON.stringify(sms), '"tok"')
})

Settings('explains every one', () => {
  for (const { about, usual } of Object.values(SETTINGS)) assert.ok(about && usual)
})

Settings('serves RADIUS over TLS with a certificate and its key, or not at all', () => {
  const name = (end: string) => `PHU_SONG_RADSEC_${end}`
  assert.is(parseConfig({}).radsec, undefined)
  const given = { [name('LISTEN')]: '[::]:2083', [name('CERT')]: '/c.pem', [name('KEY')]: '/k.pem' }
  const files = { certificateFile: '/c.pem', keyFile: '/k.pem' }
  const expected = { host: '::', port: 2083, ...files, authoritiesFile: undefined }
  assert.equal(parseConfig(given).radsec, expected)
  const withCa = parseConfig({ ...given, [name('CA')]: '/ca.pem' })
  assert.is(withCa.radsec?.authoritiesFile, '/ca.pem')

  for (const missing of ['LISTEN', 'CERT', 'KEY']) {
    const { [name(missing)]: _, ...rest } = given
    assert.throws(() => parseConfig(rest), new RegExp(`PHU_SONG_RADSEC_${missing}: .*is missing`))
  }
})

Settings.run()
