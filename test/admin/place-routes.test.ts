import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openSignedIn } from '#test/signed-in.ts'

const PATH = '/places/bao-tang-thu-vien/opening-hours'
const HOURS = { tue: '08:00-17:00', wed: '08:00-17:00', sun: '08:00-11:00, 14:00-17:00' }

const Places = suite('admin/place-routes')

Places('sets when a place is open, and the trail says each day from and to', async () => {
  using house = await openSignedIn('operator')
  const response = await house.post(PATH, HOURS)
  assert.is(response.headers.get('location'), '/places?done=hoursSet')
  assert.is(house.lastAudit()?.action, 'site.hours-set')
  assert.is(house.lastAudit()?.subject, 'bao-tang-thu-vien')
  assert.is(house.lastAudit()?.detail['tue'], '– → 08:00-17:00')

  const body = await (await house.get('/places')).text()
  assert.match(body, /<span class="muted">T3–T4<\/span> 08:00-17:00/)
  assert.match(body, /<span class="muted">CN<\/span> 08:00-11:00, 14:00-17:00/)
  assert.match(body, 'đang đóng')
  assert.match(await (await house.get(PATH)).text(), 'value="08:00-11:00, 14:00-17:00"')
})

Places('keeps what was typed and says which day is wrong', async () => {
  using house = await openSignedIn('operator')
  const response = await house.post(PATH, { ...HOURS, sat: 'cả ngày' })
  assert.is(response.status, 422)
  const body = await response.text()
  assert.match(body, 'id="sat-fault"')
  assert.match(body, 'value="cả ngày"')
  assert.match(body, 'value="08:00-17:00"')
  assert.is.not(house.lastAudit()?.action, 'site.hours-set')
})

Places('opens a place for ever when every day is left empty', async () => {
  using house = await openSignedIn('operator')
  await house.post(PATH, HOURS)
  await house.post(PATH)
  assert.is(house.lastAudit()?.detail['tue'], '08:00-17:00 → –')
  assert.not.match(await (await house.get('/places')).text(), 'đang đóng')
  assert.is((await house.post('/places/nowhere/opening-hours')).status, 404)
})

Places.run()
