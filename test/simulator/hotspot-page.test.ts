import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fillHotspotPage, octalEscaped } from '#src/simulator/hotspot-page.ts'

const HotspotPage = suite('simulator/hotspot-page')

function fill(template: string, variables: Record<string, string> = {}) {
  return fillHotspotPage(template, variables).body
}

HotspotPage('fills variables, escaped ones too, and leaves unknown ones empty', () => {
  assert.is(
    fill('$(mac)|$(link-orig-esc)|$(vlan-id)', { mac: 'AA', 'link-orig': 'http://x/?a=1&b' }),
    'AA|http%3A%2F%2Fx%2F%3Fa%3D1%26b|',
  )
})

for (const [logged, error, shown] of [
  ['yes', '', 'in'],
  ['no', 'bad', 'out: bad'],
  ['no', '', 'out'],
] as const) {
  HotspotPage(`chooses the branch for logged-in ${logged} with error "${error}"`, () => {
    const template = "$(if logged-in == 'yes')in$(else)out$(if error): $(error)$(endif)$(endif)"
    assert.is(fill(template, { 'logged-in': logged, error }), shown)
  })
}

HotspotPage('takes the first elif that holds', () => {
  const template = "$(if a == '1')one$(elif a == '2')two$(elif a != '9')other$(else)nine$(endif)"
  assert.equal(
    ['1', '2', '3', '9'].map((a) => fill(template, { a })),
    ['one', 'two', 'other', 'nine'],
  )
})

HotspotPage('sets the status and headers a page asks for', () => {
  const template = `$(if http-status == 302)Redirect$(endif)
$(if http-header == "Location")$(link-redirect)$(endif)
<p>moved</p>`
  assert.equal(fillHotspotPage(template, { 'link-redirect': 'http://g/login' }), {
    status: 302,
    headers: { location: 'http://g/login' },
    body: '<p>moved</p>',
  })
})

HotspotPage('writes a challenge as RouterOS does', () => {
  assert.is(octalEscaped(Uint8Array.of(0o371, 0, 8)), '\\371\\000\\010')
})

HotspotPage.run()
