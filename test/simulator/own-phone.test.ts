import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Phone, parsePhone } from '#src/kernel/phone.ts'
import { formsOf, textOf } from '#src/simulator/forms.ts'
import { ownPhoneApp } from '#src/simulator/own-phone.ts'
import {
  livePage,
  type OwnPhone as PhoneState,
  type TextMessage,
} from '#src/simulator/own-phone-views.ts'
import { seeded } from '#src/simulator/seeded.ts'
import { mac, openEdge } from '#test/edge.ts'
import { standingClock } from '#test/house.ts'
import { faultsOf } from '#test/well-formed.ts'

const HERE = 'http://127.0.0.1'

/** The app beside a gateway called g1, and what it is asked to show. */
async function openOwnPhone(messages: readonly TextMessage[] = []) {
  const edge = await openEdge({ vendor: 'chilli' })
  const app = ownPhoneApp({
    places: [{ name: 'Chợ <Hạ Long>', commune: 'Hồng Gai', gateway: edge.gateway }],
    messages: () => messages,
    chance: seeded('own'),
    clock: standingClock(),
  })
  return {
    edge,
    get: async (path: string) => await (await app.request(`${HERE}${path}`)).text(),
    post: async (path: string, fields: Record<string, string>, origin = HERE) =>
      await app.request(`${HERE}${path}`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams(fields),
      }),
    [Symbol.asyncDispose]: () => edge[Symbol.asyncDispose](),
  }
}

const OwnPhone = suite('simulator/own-phone')

for (const lang of ['vi', 'en']) {
  OwnPhone(`shows well-formed pages in ${lang}, before and after joining`, async () => {
    await using own = await openOwnPhone([{ text: '<b>123456</b>', at: 0 }])
    const pages = [await own.get(`/?lang=${lang}`), await own.get(`/live?lang=${lang}`)]
    await own.post('/join', { place: 'g1', lang })
    pages.push(await own.get(`/?lang=${lang}`))
    for (const page of pages) {
      assert.equal(faultsOf(page), [])
      assert.match(page, `<html lang="${lang}">`)
      assert.not.match(page, '<b>123456')
      assert.not.match(page, '<Hạ Long>')
    }
  })
}

OwnPhone(
  'puts the reader’s browser on the Wi-Fi of the place they pick, until they leave',
  async () => {
    await using own = await openOwnPhone()
    const open = async () =>
      await fetch(`http://${own.edge.gateway.hotspotHost}/`, { redirect: 'manual' })
    assert.is((await open()).status, 403)

    assert.is((await own.post('/join', { place: 'g1' })).status, 303)
    assert.match(await own.get('/'), `href="http://${own.edge.gateway.hotspotHost}/"`)
    const redirect = await open()
    assert.is(redirect.status, 302)
    assert.match(redirect.headers.get('location') ?? '', `${own.edge.portalUrl}/hotspot/g1?`)

    await own.post('/leave', {})
    assert.is((await open()).status, 403)
  },
)

OwnPhone('shows what its gateway lets through, so that a slowed phone can be seen', async () => {
  const about = { number: parsePhone('0912345678') as Phone, place: undefined }
  const phone = { ...about, mac: mac('7e:8a:09:65:4d:ec') }
  const rate = { upKbps: 256, downKbps: 512 }
  const page = (stay: PhoneState['stay']) => String(livePage('vi', { ...phone, stay }, []))
  assert.match(page({ seconds: 60, octets: 1000, rate }), '↓ 0,512 ↑ 0,256 Mbit/s')
  assert.not.match(page({ seconds: 60, octets: 1000, rate: undefined }), 'Mbit/s')
})

OwnPhone('keeps its number until a readable one is typed', async () => {
  await using own = await openOwnPhone()
  const number = async () =>
    formsOf(await own.get('/'))
      .flatMap(({ controls }) => controls)
      .find(({ name }) => name === 'number')?.value
  const first = await number()
  assert.ok(parsePhone(first))
  await own.post('/number', { number: '12' })
  assert.is(await number(), first)
  await own.post('/number', { number: '0912.345.678' })
  assert.is(await number(), '0912 345 678')
  await own.post('/another', {})
  assert.is.not(await number(), '0912 345 678')
})

OwnPhone('says whose messages are missing', async () => {
  await using own = await openOwnPhone()
  await own.post('/number', { number: '0912345678' })
  assert.match(textOf(await own.get('/live?lang=en')), 'No message to 0912 345 678 yet.')
})

OwnPhone('takes no order from another site', async () => {
  await using own = await openOwnPhone()
  assert.is((await own.post('/join', { place: 'g1' }, 'http://evil.example')).status, 403)
})

OwnPhone.run()
