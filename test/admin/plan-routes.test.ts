import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fieldsOfPlan } from '#src/plans/plan-form.ts'
import { GUESTS } from '#test/plans.ts'
import { FROM_HTMX, openSignedIn } from '#test/signed-in.ts'

const NEW = { ...fieldsOfPlan(GUESTS), id: 'winter', nameVi: 'Mùa đông', nameEn: 'Winter' }

const Plans = suite('admin/plan-routes')

Plans('says in one sentence what each plan means, in the reader’s language', async () => {
  using house = await openSignedIn('viewer')
  const vi = await (await house.get('/plans')).text()
  assert.match(vi, 'Mỗi lần đăng nhập được 2 giờ và 500 MB; mỗi ngày 8 giờ và 2 GB')
  assert.match(vi, 'hết mức ngày hoặc tháng thì còn 512 kbit/s xuống, 128 kbit/s lên')
  assert.not.match(vi, 'href="/plans/')
})

Plans('adds what was typed, and the trail holds the whole plan', async () => {
  using house = await openSignedIn('admin')
  const response = await house.post('/plans', NEW)
  assert.is(response.headers.get('location'), '/plans?done=planAdded')
  const { action, subject, detail } = house.lastAudit() ?? {}
  assert.equal([action, subject], ['plan.added', 'winter'])
  assert.is(detail?.['monthMegabytes'], '30000')
  assert.match(await (await house.get('/plans')).text(), 'Mùa đông')
})

Plans('says beside each field what is wrong, keeps what was typed, and adds nothing', async () => {
  using house = await openSignedIn('admin')
  const wrong = { ...NEW, dayMinutes: '-5', upKbps: '', nameEn: '' }
  const response = await house.post('/plans', wrong)
  assert.is(response.status, 422)
  const body = await response.text()
  assert.is(body.match(/class="fault"/g)?.length, 3)
  assert.match(body, 'id="dayMinutes-fault"')
  assert.match(body, 'value="-5"')
  assert.match(body, 'value="Mùa đông"')
  assert.is.not(house.lastAudit()?.action, 'plan.added')

  const taken = await house.post('/plans', { ...NEW, id: 'guests' })
  assert.is(taken.status, 409)
  assert.match(await taken.text(), 'Đã có gói mang mã này')
})

Plans('changes a plan, and the trail says each field as it was and is', async () => {
  using house = await openSignedIn('admin')
  const fields = { ...fieldsOfPlan(GUESTS), dayMinutes: '300', devices: '', id: 'other' }
  const response = await house.post('/plans/guests', fields)
  assert.is(response.headers.get('location'), '/plans?done=planChanged')
  assert.equal(house.lastAudit()?.subject, 'guests')
  assert.equal(house.lastAudit()?.detail, { dayMinutes: '480 → 300', devices: '3 → ∞' })
  assert.is((await house.post('/plans/nobody', fields)).status, 404)
})

Plans('shows what the fields would mean before anything is saved', async () => {
  using house = await openSignedIn('admin')
  const fields = { ...NEW, preview: 'yes' }
  const page = await (await house.post('/plans', fields)).text()
  assert.match(page, /id="plan-meaning"[^>]*><p><strong>Với người dùng:/)
  const fragment = await (await house.post('/plans', fields, FROM_HTMX)).text()
  assert.match(fragment, /^<p><strong>/)
  const wrong = await house.post('/plans', { ...fields, dayMinutes: 'x' }, FROM_HTMX)
  assert.match(await wrong.text(), /^<p class="fault">/)
  assert.is.not(house.lastAudit()?.action, 'plan.added')
})

Plans('removes a plan after a second question, and the trail keeps it', async () => {
  using house = await openSignedIn('admin')
  assert.match(await (await house.get('/plans/guests/removal')).text(), 'Khách du lịch')
  assert.is((await house.post('/plans/guests/removal')).status, 303)
  assert.is(house.lastAudit()?.action, 'plan.removed')
  assert.is(house.lastAudit()?.detail['nameEn'], 'Summer guests')
  assert.is((await house.post('/plans/guests/removal')).status, 404)
})

Plans('says why a plan cannot be removed', async () => {
  using plain = await openSignedIn('admin')
  const publicPlan = await plain.post('/plans/public/removal')
  assert.is(publicPlan.status, 409)
  assert.match(await publicPlan.text(), 'ai cũng bắt đầu')

  const remove = () => ({ kind: 'promised', vouchers: 12 }) as const
  using house = await openSignedIn('admin', { plans: { ...plain.ports.plans, remove } })
  const promised = await house.post('/plans/guests/removal')
  assert.is(promised.status, 409)
  assert.match(await promised.text(), 'Còn 12 mã truy cập')
})

Plans.run()
