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
