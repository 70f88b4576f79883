import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Arrival, CodeProof, PortalPorts, VoucherProof } from '#portal/ports.ts'
import { CONSENT_VERSION, DEAD_ENDS, PROBLEMS } from '#portal/problem.ts'
import { Fault } from '#src/kernel/fault.ts'
import { LOGIN_URL, openTestPortal, PHONE_FORM, VISIT_TOKEN, visit } from '#test/portal.ts'

const VOUCHER_FORM = { visit: VISIT_TOKEN, consent: CONSENT_VERSION, voucher: 'HL26-0001' }

/** Opens a portal that writes down what its ports were asked. */
function listening(answers: Partial<PortalPorts> = {}) {
  const asked: unknown[] = []
  const note =
    <A, T>(answer: T) =>
    async (question: A) => {
      asked.push(question)
      return answer
    }
  const granted = { kind: 'granted', location: LOGIN_URL } as const
  const portal = openTestPortal({
    sendCode: note({ kind: 'sent' }),
    proveCode: note(granted),
    proveVoucher: note(granted),
    proveDevice: note(granted),
    ...answers,
  })
  return { ...portal, asked }
}

const Routes = suite('portal/sign-in-routes')

Routes('hands the gateway’s redirect over as the bytes it was sent', async () => {
  const heard: string[][] = []
  const { app } = openTestPortal({
    readRedirect: async (...said) => {
      heard.push(said)
      return { kind: 'visit', visit }
    },
  })
  const target = '/hotspot/g1?res=notyet&userurl=http%3a%2f%2fa.example%2F&chap-id=\\371&md=AB'

  await app.request(`http://portal.example${target}`)
  await app.request('http://portal.example/hotspot/g1', {}, { incoming: { url: target } })

  assert.equal(heard, [
    ['g1', target],
    ['g1', target],
  ])
})

Routes('shows public services before any way to sign in', async () => {
  const page = await (await openTestPortal().get('/hotspot/g')).text()

  assert.ok(page.indexOf('action="/services"') < page.indexOf('action="/sign-in/phone"'))
  assert.not.match(page, ' checked')
  assert.not.match(page, 'action="/sign-in/device"')
})

Routes('offers a remembered device one button', async () => {
  const known = { ...visit, isRemembered: true }
  const { get } = openTestPortal({ readRedirect: async () => ({ kind: 'visit', visit: known }) })
  assert.match(await (await get('/hotspot/g')).text(), 'action="/sign-in/device"')
})

Routes('lets a form end at the gateway of the visit, and nowhere else', async () => {
  const { get, post } = openTestPortal()
  const policy = "form-action 'self' http://10.5.50.1 https://10.5.50.1;"
  for (const response of [await get('/hotspot/g'), await post('/sign-in/phone', PHONE_FORM)]) {
    assert.match(response.headers.get('Content-Security-Policy') ?? '', policy)
  }
  assert.match((await get('/')).headers.get('Content-Security-Policy') ?? '', "form-action 'self';")
})

Routes('says in the reader’s words why a gateway refused, and else in the gateway’s', async () => {
  const answered = async (says: string) => {
    const again = { ...visit, says }
    const { get } = openTestPortal({ readRedirect: async () => ({ kind: 'visit', visit: again }) })
    return (await get('/hotspot/g')).text()
  }
  assert.match(await answered('reject'), 'Điểm phát chưa nhận lần kết nối này')
  assert.match(await answered('timeout'), 'Máy chủ chưa trả lời điểm phát')
  assert.match(await answered('data-spent'), 'Hôm nay đã hết dung lượng')
  assert.match(await answered('closed'), 'Ngoài giờ mở Wi-Fi')
  assert.match(await answered('too-many-devices'), 'Đã đủ số thiết bị')
  assert.match(await answered('no more users'), 'Điểm phát trả lời: no more users')
  assert.match(await answered('constructor'), 'Điểm phát trả lời: constructor')
})

Routes('sends whoever is online already to their session, or says so', async () => {
  const at = async (arrival: Arrival) =>
    (await openTestPortal({ readRedirect: async () => arrival }).get('/hotspot/g')).headers.get(
      'Location',
    )
  assert.is(await at({ kind: 'online', status: 'a/b' }), '/status/a%2Fb')
  assert.is(await at({ kind: 'online' }), '/online')
})

Routes('has a page with a way on for every refusal', async () => {
  const refusals: Arrival[] = [
    { kind: 'unknown-gateway' },
    { kind: 'foreign-host' },
    { kind: 'bad-signature' },
    { kind: 'incomplete', missing: 'mac' },
  ]
  for (const arrival of refusals) {
    const { get } = openTestPortal({ readRedirect: async () => arrival })
    const response = await get('/hotspot/g')
    assert.is(response.status, DEAD_ENDS[arrival.kind as keyof typeof DEAD_ENDS])
    assert.match(await response.text(), 'Việc cần làm')
  }
})

Routes('sends a code to the number as a network writes it, and asks for the code', async () => {
  const { post, asked } = listening()
  const response = await post('/sign-in/phone', { ...PHONE_FORM, remember: '1', lang: 'en' })
  const page = await response.text()

  assert.equal(asked, [{ visit: VISIT_TOKEN, phone: '+84912345678', language: 'en' }])
  assert.is(response.status, 200)
  assert.match(page, '0912***678')
  assert.match(page, 'autocomplete="one-time-code"')
  assert.match(page, 'name="remember" value="1"')
})

Routes('stores nothing before consent: no port is asked', async () => {
  const { post, asked } = listening()
  const { consent: _, ...unticked } = PHONE_FORM
  const response = await post('/sign-in/phone', unticked)
  const page = await response.text()

  assert.is(response.status, 422)
  assert.equal(asked, [])
  assert.match(page, 'value="0912 345 678"')
  assert.match(page, 'href="#consent"')
  assert.match(page, 'aria-invalid="true"')
  assert.is((await post('/sign-in/code', { ...unticked, code: '123456' })).status, 422)
  assert.is((await post('/sign-in/code', { ...unticked, consent: '2020', code: '1' })).status, 422)
  assert.is((await post('/sign-in/voucher', { visit: VISIT_TOKEN, voucher: 'A' })).status, 422)
  assert.equal(asked, [])
})

Routes('takes a right code to the gateway’s own login page', async () => {
  const { post, asked } = listening()
  const response = await post('/sign-in/code', { ...PHONE_FORM, code: '123 ４56', remember: '1' })

  assert.is(response.status, 303)
  assert.is(response.headers.get('Location'), LOGIN_URL)
  assert.is(response.headers.get('Referrer-Policy'), 'no-referrer')
  assert.equal(asked, [
    {
      visit: VISIT_TOKEN,
      chosen: undefined,
      consent: CONSENT_VERSION,
      rememberDevice: true,
      phone: '+84912345678',
      code: '123456',
    },
  ])
})

Routes(
  'shows the code page again in the other language without asking for another code',
  async () => {
    const { post, asked } = listening()
    const response = await post('/sign-in/code', { ...PHONE_FORM, lang: 'en' })
    assert.is(response.status, 200)
    assert.match(await response.text(), '6-digit code')
    assert.equal(asked, [])
  },
)

Routes('does not trouble anybody with a code that is none', async () => {
  const { post, asked } = listening()
  for (const code of ['', '12345', '1234567', 'abcdef', '１２３', '12 34']) {
    assert.is((await post('/sign-in/code', { ...PHONE_FORM, code })).status, 422, code)
  }
  assert.equal(asked, [])
})

const CODE_REFUSALS: CodeProof[] = [
  { kind: 'wrong-code', triesLeft: 3 },
  { kind: 'code-expired' },
  { kind: 'too-many', retryAfterMs: 90_500 },
  { kind: 'time-spent' },
  { kind: 'data-spent' },
  { kind: 'month-data-spent' },
  { kind: 'grant-expired' },
  { kind: 'closed', opensAt: Date.parse('2026-11-23T00:00:00Z') },
  { kind: 'too-many-devices', devices: 2 },
]
for (const refusal of CODE_REFUSALS) {
  Routes(`keeps what was typed when a code is refused: ${refusal.kind}`, async () => {
    const { post } = openTestPortal({ proveCode: async () => refusal })
    const response = await post('/sign-in/code', { ...PHONE_FORM, code: '123456' })

    assert.is(response.status, PROBLEMS[refusal.kind as keyof typeof PROBLEMS].status)
    assert.match(await response.text(), 'value="123456"')
    const isLater = refusal.kind === 'too-many'
    assert.is(response.headers.get('Retry-After'), isLater ? '91' : null)
  })
}

const VOUCHER_REFUSALS: VoucherProof[] = [
  { kind: 'unknown-voucher' },
  { kind: 'spent-voucher' },
  { kind: 'expired-voucher' },
  { kind: 'too-many', retryAfterMs: 1 },
]
for (const refusal of VOUCHER_REFUSALS) {
  Routes(`keeps what was typed when a voucher is refused: ${refusal.kind}`, async () => {
    const { post } = openTestPortal({ proveVoucher: async () => refusal })
    const response = await post('/sign-in/voucher', VOUCHER_FORM)
    const page = await response.text()

    assert.is(response.status, PROBLEMS[refusal.kind as keyof typeof PROBLEMS].status)
    assert.match(page, 'value="HL26-0001"')
    assert.match(page, '<details class="card" open>')
    assert.match(page, /id="voucher-consent"[^>]* checked/)
  })
}

Routes('asks for a number when the device is remembered no more', async () => {
  const { post } = openTestPortal({ proveDevice: async () => ({ kind: 'not-remembered' }) })
  const response = await post('/sign-in/device', { visit: VISIT_TOKEN })
  const page = await response.text()

  assert.is(response.status, 422)
  assert.match(page, 'action="/sign-in/phone"')
  assert.not.match(page, 'action="/sign-in/device"')
})

Routes('keeps what was typed when our own side is down', async () => {
  const sendCode = async () => {
    throw new Fault('sms/undelivered')
  }
  const { post } = openTestPortal({ sendCode })
  const response = await post('/sign-in/phone', PHONE_FORM)
  assert.is(response.status, 503)
  assert.match(await response.text(), 'value="0912 345 678"')
})

Routes('says so when the code sent before still works', async () => {
  const { post } = openTestPortal({ sendCode: async () => ({ kind: 'sent', isResumed: true }) })
  assert.match(await (await post('/sign-in/phone', PHONE_FORM)).text(), 'trước đó')
})

Routes('tells a foreign number the way that works for it', async () => {
  const foreign = { ...PHONE_FORM, phone: '+86 131 2345 6789', lang: 'en' }
  const { post } = openTestPortal({ sendCode: async () => ({ kind: 'unserved-number' }) })
  const response = await post('/sign-in/phone', foreign)
  assert.is(response.status, 422)
  assert.match(await response.text(), 'The desk can give you an access code')
})

Routes('lets whoever has a code already type it, however often they asked', async () => {
  const sendCode = async () => ({ kind: 'too-many', retryAfterMs: 60_000 }) as const
  const { post } = openTestPortal({ sendCode })
  const first = await (await post('/sign-in/phone', PHONE_FORM)).text()
  const resent = await post('/sign-in/phone', { ...PHONE_FORM, step: 'code' })

  assert.match(first, 'Tôi đã nhận được mã')
  assert.is(resent.status, 429)
  assert.match(await resent.text(), 'autocomplete="one-time-code"')
})

Routes('starts again from the Wi-Fi when a visit is too old, altered or absent', async () => {
  const { get, post } = openTestPortal()
  for (const path of ['phone', 'code', 'voucher', 'device']) {
    assert.is((await post(`/sign-in/${path}`, { visit: 'altered' })).status, 410, path)
    assert.is((await post(`/sign-in/${path}`, {})).status, 410, path)
  }
  assert.is((await get('/sign-in')).status, 410)
  assert.not.match(await (await get('/sign-in?visit=altered')).text(), 'visit=altered')
  const { post: late } = openTestPortal({ proveCode: async () => ({ kind: 'visit-expired' }) })
  assert.is((await late('/sign-in/code', { ...PHONE_FORM, code: '123456' })).status, 410)
})

Routes.run()
