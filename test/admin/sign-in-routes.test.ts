import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { adminApp } from '#src/admin/app.ts'
import { SECOND } from '#src/kernel/clock.ts'
import { totpCode, totpStep } from '#src/officers/totp.ts'
import { enrol, openTestConsole, PASSWORD } from '#test/admin-ports.ts'

type House = ReturnType<typeof openTestConsole>

function post(house: House, path: string, fields: Record<string, string>, cookie = '') {
  return adminApp(house.ports).request(path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { origin: 'http://localhost', host: 'localhost', cookie },
  })
}

const SignIn = suite('admin/sign-in-routes')

SignIn('keeps the session in a cookie no script and no other site can use', async () => {
  for (const isHttps of [true, false]) {
    using house = openTestConsole({ isHttps })
    const lan = await enrol(house, 'admin', 'lan')
    house.clock.advance(30 * SECOND)
    const fields = { name: 'lan', password: PASSWORD, code: lan.code(), next: '/gateways' }
    const response = await post(house, '/sign-in', fields)
    assert.is(response.status, 303)
    assert.is(response.headers.get('location'), '/gateways')
    const cookie = response.headers.get('set-cookie') ?? ''
    assert.match(cookie, isHttps ? /^__Host-officer=[\w-]{22};/ : /^officer=[\w-]{22};/)
    for (const flag of ['Path=/', 'HttpOnly', 'SameSite=Strict']) assert.match(cookie, flag)
    assert.is(/; Secure/.test(cookie), isHttps)
    assert.not.match(cookie, lan.token)
  }
})

SignIn('keeps the name that was typed, never the password, and says no more than no', async () => {
  using house = openTestConsole()
  await enrol(house, 'admin', 'lan')
  const response = await post(house, '/sign-in', { name: 'lan', password: 'hunter2', code: '1' })
  assert.is(response.status, 401)
  const body = await response.text()
  assert.match(body, 'value="lan"')
  assert.not.match(body, 'hunter2')
  assert.is(response.headers.get('set-cookie'), null)
})

SignIn('answers 429 with how long to wait', async () => {
  using house = openTestConsole()
  const guess = () => post(house, '/sign-in', { name: 'x', password: 'y', code: '1' })
  const statuses = []
  for (let n = 0; n < 4; n++) statuses.push((await guess()).status)
  assert.equal(statuses, [401, 401, 401, 429])
  assert.is((await guess()).headers.get('retry-after'), '2')
})

SignIn('goes on only to a path of its own', async () => {
  using house = openTestConsole()
  const places = ['//evil.example', '/\\evil', 'https://evil.example', 'javascript:alert(1)', '']
  for (const next of places) {
    const response = await post(house, '/language', { language: 'en', next })
    assert.is(response.headers.get('location'), '/', next)
  }
})

SignIn('ends the session on the server when signing out', async () => {
  using house = openTestConsole()
  const { token } = await enrol(house, 'viewer')
  await post(house, '/sign-out', {}, `officer=${token}`)
  assert.is(house.officers.officerOf(token, { isUse: true }), undefined)
})

SignIn('enrols the first officer from the set-up link', async () => {
  using house = openTestConsole()
  const token = house.officers.inviteFirst() ?? ''
  const secret = house.officers.invitation(token)?.totpSecret as Uint8Array
  const page = await adminApp(house.ports).request(`/setup/${token}`)
  assert.match(await page.text(), 'class="qr"')

  const code = totpCode(secret, totpStep(house.clock()))
  const fields = { password: PASSWORD, again: PASSWORD, code }
  const differs = await post(house, `/setup/${token}`, { ...fields, again: 'x' })
  assert.is(differs.status, 422)
  const done = await post(house, `/setup/${token}`, fields)
  assert.is(done.headers.get('location'), '/?done=enrolled')
  assert.is((await post(house, `/setup/${token}`, fields)).status, 410)
})

SignIn('lets a demonstration link in, and says so when there is none', async () => {
  using house = openTestConsole()
  const { token } = await enrol(house, 'admin')
  const links = new Map([['once', token]])
  const app = adminApp({
    ...house.ports,
    enter: (link) => {
      const session = links.get(link)
      links.delete(link)
      return session
    },
  })
  const first = await app.request('/enter/once')
  assert.match(first.headers.get('set-cookie') ?? '', `officer=${token}`)
  assert.is(first.headers.get('location'), '/')
  assert.is((await app.request('/enter/once')).status, 410)
})

SignIn.run()
