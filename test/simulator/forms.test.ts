import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { formsOf, linksOf, refreshOf, textOf } from '#src/simulator/forms.ts'

const Forms = suite('simulator/forms')

Forms('reads the controls of each form with their defaults', () => {
  const [form] = formsOf(`
    <form action="/sign-in?a=1&amp;b=2" METHOD=POST>
      <input type="hidden" name="visit" value="&lt;&#x111;&#225;&gt;">
      <input name='phone' type=tel autocomplete="tel-national" required>
      <input type="checkbox" name="ok" checked>
      <button name="go" value="1">Go</button>
    </form>`)
  assert.is(form?.action, '/sign-in?a=1&b=2')
  assert.is(form?.method, 'post')
  assert.equal(
    form?.controls.map(({ name, type, value }) => [name, type, value]),
    [
      ['visit', 'hidden', '<đá>'],
      ['phone', 'tel', ''],
      ['ok', 'checkbox', ''],
      ['go', 'submit', '1'],
    ],
  )
  assert.is(form?.controls[1]?.required, true)
  assert.is(form?.controls[2]?.checked, true)
})

Forms('takes a form without a method for a GET', () => {
  assert.is(formsOf('<form><input name=q></form>')[0]?.method, 'get')
})

Forms('reads links with the words on them', () => {
  assert.equal(linksOf('<a class="x" href="/services"><b>Dịch vụ</b> công</a><a name="top"></a>'), [
    { href: '/services', text: 'Dịch vụ công' },
  ])
})

Forms('follows an immediate refresh and no delayed one', () => {
  const page = (content: string) => `<meta http-equiv="refresh" content="${content}">`
  assert.is(refreshOf(page('0; url=https://x.vn/?a=1&amp;b=2')), 'https://x.vn/?a=1&b=2')
  assert.is(refreshOf(page('0;URL=&#39;/next&#39;')), '/next')
  assert.is(refreshOf(page('30; url=/status')), undefined)
  assert.is(refreshOf(page('5')), undefined)
})

Forms('leaves styles and scripts out of what a page says', () => {
  assert.is(textOf('<style>p{}</style><p>Xin  chào</p><script>1</script>'), 'Xin chào')
})

Forms.run()
