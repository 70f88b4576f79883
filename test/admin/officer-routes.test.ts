import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openSignedIn } from '#test/signed-in.ts'

const Officers = suite('admin/officer-routes')

Officers('shows an invitation’s link once', async () => {
  using house = await openSignedIn('admin')
  const fields = { id: 'hai', name: 'Hải', role: 'operator' }
  const invited = await house.post('/officers', fields)
  assert.is(invited.status, 201)
  const [, token = ''] = /\/invitation\/([\w-]{22})/.exec(await invited.text()) ?? []
  assert.is(house.officers.invitation(token)?.officer.id, 'hai')
  assert.not.match(await (await house.get('/officers')).text(), token)
  assert.equal(house.lastAudit()?.action, 'officer.invited')
})

Officers('says what is wrong with an invitation and keeps what was typed', async () => {
  using house = await openSignedIn('admin')
  const good = { id: 'hai', name: 'Hải', role: 'operator' }
  const statuses = []
  for (const wrong of [{ id: 'Hải!' }, { name: '' }, { role: 'root' }, { id: 'admin' }]) {
    const response = await house.post('/officers', { ...good, ...wrong })
    statuses.push(response.status)
    assert.match(await response.text(), 'class="fault"')
  }
  assert.equal(statuses, [422, 422, 422, 409])
})

Officers('lets nobody disable themselves, so that somebody always can', async () => {
  using house = await openSignedIn('admin')
  assert.is((await house.post('/officers/admin/disabling')).status, 409)
  assert.is((await house.get('/officers')).status, 200)
  assert.is((await house.post('/officers/nobody/disabling')).status, 404)
})

Officers.run()
