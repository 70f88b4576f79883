import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { adminApp } from '#src/admin/app.ts'
import { ROLES, type Role } from '#src/officers/officer.ts'
import { ACCESS } from '#test/access-table.ts'
import { enrol, openTestConsole } from '#test/admin-ports.ts'

const RANK = { anyone: 0, viewer: 1, operator: 2, admin: 3 } as const
const PARAMETERS = {
  ':site': 'bao-tang-thu-vien',
  ':plan': 'guests',
  ':address': '203.0.113.7',
  ':id': 'gw-01',
  ':token': 'none',
  ':batch': '3',
  ':gateway': 'gw-01',
}

/** An address of the route; what its handler then makes of it is not asked here. */
function addressOf(path: string): string {
  return Object.entries(PARAMETERS)
    .reduce((text, [name, value]) => text.replace(name, value), path)
    .replace(':file', '2026-11.csv')
    .replace('/pushes/gw-01', '/pushes/7')
    .replace('/sessions/gw-01', '/sessions/9000')
}

async function ask(app: ReturnType<typeof adminApp>, route: string, cookie: string) {
  const [method = '', path = ''] = route.split(' ')
  const gone = new AbortController()
  const response = await app.request(addressOf(path), {
    method,
    headers: {
      cookie,
      origin: 'http://localhost',
      host: 'localhost',
      ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(method === 'POST' ? { body: '' } : {}),
    signal: gone.signal,
  })
  gone.abort()
  await response.body?.cancel()
  return response
}

const Door = suite('admin/door')

Door('has a line in the access table for every route, and a route for every line', () => {
  using house = openTestConsole()
  const routes = adminApp(house.ports)
    .routes.filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`)
    .filter((route) => route !== 'GET /assets/:file')
  assert.equal([...new Set(routes)].sort(), Object.keys(ACCESS).sort())
})

Door('lets each role in where the table says so, and nowhere else', async () => {
  for (const role of ROLES) {
    for (const [route, least] of Object.entries(ACCESS)) {
      using house = openTestConsole()
      const { token } = await fastOfficer(house, role)
      const response = await ask(adminApp(house.ports), route, `officer=${token}`)
      const isIn = RANK[role] >= RANK[least]
      assert.is(response.status === 403, !isIn, `${role} ${route}: ${response.status}`)
      if (!isIn) assert.is(house.audit.list({ limit: 1 }).length, 0, `${role} ${route} wrote`)
    }
  }
})

Door('sends whoever is not signed in to sign in, from every other page', async () => {
  using house = openTestConsole()
  const app = adminApp(house.ports)
  for (const cookie of ['', 'officer=stolen', 'officer=']) {
    for (const [route, least] of Object.entries(ACCESS)) {
      if (least === 'anyone') continue
      const response = await ask(app, route, cookie)
      assert.is(response.status, 303, route)
      assert.match(response.headers.get('location') ?? '', /^\/sign-in(\?next=%2F[\w%.-]*)?$/)
    }
  }
})

Door('is not talked past by another spelling of a path', async () => {
  using house = openTestConsole()
  const { token } = await enrol(house, 'viewer')
  const app = adminApp(house.ports)
  for (const path of ['//officers', '/officers/', '/%6ffficers', '/./officers', '/Officers']) {
    const response = await app.request(path, { headers: { cookie: `officer=${token}` } })
    const body = await response.text()
    assert.ok([403, 404].includes(response.status), `${path}: ${response.status}`)
    assert.not.match(body, 'action="/officers"')
  }
})

Door('sets every protecting header on every answer', async () => {
  using house = openTestConsole({ isHttps: true })
  const { token } = await fastOfficer(house, 'admin')
  const app = adminApp(house.ports)
  for (const route of [...Object.keys(ACCESS), 'GET /nowhere']) {
    const { headers } = await ask(app, route, `__Host-officer=${token}`)
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/, route)
    assert.not.match(headers.get('content-security-policy') ?? '', 'unsafe-eval')
    assert.match(headers.get('content-security-policy') ?? '', "frame-ancestors 'none'")
    assert.match(headers.get('strict-transport-security') ?? '', 'max-age=31536000')
    assert.is(headers.get('x-content-type-options'), 'nosniff', route)
    assert.is(headers.get('cache-control'), 'no-store', route)
  }
})

Door('changes nothing by being looked at', async () => {
  using house = openTestConsole()
  const { token } = await enrol(house, 'admin')
  const app = adminApp(house.ports)
  const kept = () =>
    JSON.stringify(
      ['audit', 'officer_session', 'officer_attempt', 'document'].map((table) =>
        house.database.all(`SELECT * FROM ${table}`),
      ),
    )
  const before = kept()
  for (const route of Object.keys(ACCESS).filter((route) => route.startsWith('GET'))) {
    await ask(app, route, `officer=${token}`)
    await ask(app, route, `officer=${token}`)
  }
  assert.is(kept(), before)
})

/** An officer with a session but no password: hashing thousands would only take time. */
async function fastOfficer(house: ReturnType<typeof openTestConsole>, role: Role) {
  const invitation = house.officers.invite({ id: role, name: role, role }, 'test')
  if (invitation.kind !== 'invited') throw new Error(invitation.kind)
  house.database.run('DELETE FROM audit')
  return { token: house.officers.sessions.begin(role) }
}

Door.run()
