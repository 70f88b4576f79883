import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Access, Ending } from '#portal/ports.ts'
import { PUBLIC_PLAN } from '#src/plans/plan.ts'
import { online, openTestPortal } from '#test/portal.ts'

const statusOf = (access: Access) =>
  openTestPortal({ status: async () => ({ kind: 'known', access }) })

const Routes = suite('portal/status-routes')

Routes('shows what is left of today and what was used', async () => {
  const page = await (await openTestPortal().get('/status/t')).text()
  for (const figure of [
    '5 giờ 12 phút',
    '1,24 GB',
    '412 MB tải xuống',
    '39 phút',
    '1 giờ 21 phút',
    '11:05, 22/11/2026',
  ]) {
    assert.match(page, figure)
  }
  assert.match(page, 'value="65"')
  assert.match(page, 'action="/status/t/end"')
  assert.not.match(page, 'http-equiv')
})

Routes('looks again by itself until the gateway reports, then says what to do', async () => {
  const { get } = statusOf({ ...online, state: 'waiting', session: undefined })

  const page = await (await get('/status/t?lang=en')).text()
  assert.match(page, '<meta http-equiv="refresh" content="3;url=/status/t?looks=1&amp;lang=en">')
  assert.not.match(await (await get('/status/t?looks=10')).text(), 'http-equiv')
  assert.match(await (await get('/status/t?looks=x')).text(), 'looks=1')
})

Routes('offers no way out of what has ended', async () => {
  const { get } = statusOf({ ...online, state: 'ended' })
  assert.not.match(await (await get('/status/t')).text(), '/end"')
})

Routes('shows a plan without limits as such', async () => {
  const { dayMinutes: _minutes, dayMegabytes: _megabytes, ...plan } = PUBLIC_PLAN
  const { get } = statusOf({ ...online, plan, day: {} })
  const page = await (await get('/status/t')).text()
  assert.is(page.match(/Không giới hạn/g)?.length, 2)
  assert.not.match(page, '<progress')
})

const month = { seconds: 3_600, octets: 500_000_000 }
const ofMonth = { ...PUBLIC_PLAN, monthMinutes: 600, monthMegabytes: 1_000 }
const slowing = { ...PUBLIC_PLAN, atLimit: { slowUpKbps: 256, slowDownKbps: 512 } }

Routes('shows what is left of the month where that is limited', async () => {
  const { get } = statusOf({ ...online, plan: ofMonth, month })
  const page = await (await get('/status/t')).text()
  for (const label of ['Thời gian còn lại hôm nay', 'Dung lượng còn lại tháng này'])
    assert.match(page, label)
  assert.is(page.match(/<progress/g)?.length, 4)
  assert.match(page, '<progress aria-labelledby="month-data" max="100" value="50">')

  const { dayMinutes: _, dayMegabytes: __, ...plan } = ofMonth
  const monthly = statusOf({ ...online, plan, day: {}, month })
  const only = await (await monthly.get('/status/t')).text()
  assert.not.match(only, 'hôm nay')
  assert.not.match(only, 'Không giới hạn')
  assert.match(only, 'ngày 1 tháng sau lại có')
})

Routes('says what happens when nothing is left, and when it has happened', async () => {
  const said = async (access: Access, language: string) =>
    (await statusOf(access).get(`/status/t?lang=${language}`)).text()
  assert.match(await said(online, 'vi'), 'Khi hết, kết nối tạm dừng; lúc 0 giờ lại có.')
  assert.match(await said({ ...online, plan: slowing }, 'vi'), 'Khi hết, tốc độ còn 0,5 Mbit/s')
  const slowed: Access = { ...online, plan: slowing, spent: 'data-spent' }
  assert.match(
    await said(slowed, 'en'),
    'Today’s share is used up. Speed is 0.5 Mbit/s until midnight.',
  )
  const byMonth: Access = { ...slowed, spent: 'month-time-spent' }
  assert.match(await said(byMonth, 'vi'), 'Tốc độ còn 0,5 Mbit/s tới ngày 1 tháng sau.')
})

Routes('shows devices, closing and the session’s own data where there are such', async () => {
  const closesAt = Date.parse('2026-11-22T15:00:00Z')
  const plan = { ...PUBLIC_PLAN, devices: 3, sessionMegabytes: 500 }
  const stay = { seconds: 4_860, octets: 120_000_000 }
  const { get } = statusOf({ ...online, plan, devices: 2, stay, closesAt })
  const page = await (await get('/status/t')).text()
  assert.match(page, '<dd>2 trong tối đa 3</dd>')
  assert.match(page, '<dd>22:00, 22/11/2026</dd>')
  assert.match(page, '<dd>1 giờ 21 phút, 120 MB</dd>')
  const plain = await (await statusOf(online).get('/status/t')).text()
  assert.not.match(plain, 'Thiết bị đang dùng')
  assert.not.match(plain, 'Điểm phát đóng lúc')
})

Routes('answers a wish to sign out with what came of it', async () => {
  const end = async (ending: Ending) => {
    const { post } = openTestPortal({ end: async () => ending })
    const response = await post('/status/a%2Fb/end', { lang: 'vi' })
    return [response.status, response.headers.get('Location')]
  }
  assert.equal(await end({ kind: 'ended' }), [303, '/status/a%2Fb?lang=vi'])
  assert.equal(await end({ kind: 'not-online' }), [200, null])
  assert.equal(await end({ kind: 'unanswered' }), [503, null])
  assert.equal(await end({ kind: 'unknown' }), [404, null])
})

Routes('knows no stranger', async () => {
  const { get } = openTestPortal({ status: async () => ({ kind: 'unknown' }) })
  assert.is((await get('/status/guess')).status, 404)
})

Routes.run()
