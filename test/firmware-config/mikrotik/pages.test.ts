import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hotspotPages } from '#firmware-config/mikrotik/pages.ts'
import { fillHotspotPage, type Variables } from '#src/simulator/hotspot-page.ts'
import { siteFacts } from '#test/routeros.ts'
import { faultsOf } from '#test/well-formed.ts'

const pages = hotspotPages(siteFacts)
const html = Object.entries(pages).filter(([name]) => name.endsWith('.html'))
const page = (name: string) => pages[name] ?? ''

const filled = (text: string, given: Variables = variables) => {
  const { status, headers = {}, body = '' } = fillHotspotPage(text, given)
  return { status, headers, body }
}

const variables = {
  mac: '2C:C8:1B:00:00:0A',
  ip: '10.5.50.7',
  'link-login-only': 'http://10.5.50.1/login',
  'link-login': 'http://10.5.50.1/login?dst=x',
  'link-logout': 'http://10.5.50.1/logout',
  'link-orig': 'http://example.vn/?a=1&b=2',
  'link-redirect': 'http://10.5.50.1/login?dst=x',
  'chap-id': '\\371',
  'chap-challenge': '\\357\\015',
  error: '<script>alert(1)</script>',
  username: '"><b>',
}

const Pages = suite('firmware-config/mikrotik/pages')

Pages('sends a phone to the portal with all it will ask for', () => {
  const { body } = filled(page('login.html'))
  const [, target = ''] = /content="0; url=([^"]+)"/.exec(body) ?? []
  const url = new URL(target.replaceAll('&amp;', '&'))
  assert.is(url.origin + url.pathname, 'https://wifi.quangninh.example/hotspot/gw-1')
  assert.equal(Object.fromEntries(url.searchParams), {
    mac: variables.mac,
    ip: variables.ip,
    'link-login-only': variables['link-login-only'],
    'link-orig': variables['link-orig'],
    error: variables.error,
    'chap-id': variables['chap-id'],
    'chap-challenge': variables['chap-challenge'],
    username: variables.username,
  })
  assert.match(body, `<a href="${target}">`, 'a phone that does not refresh has a link')
})

Pages('is well formed, in two languages, small, and needs no script', () => {
  for (const [name, text] of html) {
    const { body } = filled(text)
    assert.equal(faultsOf(body), [], name)
    assert.match(body, '<html lang="vi">', name)
    assert.match(body, 'lang="en"', name)
    assert.not.match(body, /<script/i, name)
    assert.not.match(body, '<b>', name)
    assert.ok(new TextEncoder().encode(text).length < 4096, name)
  }
})

Pages('asks for no password: that is the portal’s', () => {
  for (const [name, text] of html) assert.not.match(text, /<form|<input|password/i, name)
})

Pages('answers probes with a real redirect', () => {
  for (const name of ['redirect.html', 'rlogin.html', 'rstatus.html', 'flogout.html']) {
    const { status, headers } = filled(page(name))
    assert.is(status, 302, name)
    assert.is(headers['location'], variables['link-redirect'], name)
  }
})

Pages('tells a phone by RFC 8908 whether it is held back', () => {
  const say = (given: Variables) => JSON.parse(filled(page('api.json'), given).body)
  assert.equal(say({ 'logged-in': 'no' }), {
    captive: true,
    'user-portal-url': 'https://wifi.quangninh.example/hotspot/gw-1',
    'can-extend-session': true,
  })
  const online = say({ 'logged-in': 'yes', 'session-time-left-secs': '3600' })
  assert.is(online.captive, false)
  assert.is(online['seconds-remaining'], 3600)
})

Pages.run()
