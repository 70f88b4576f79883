import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseLegalTerms } from '#portal/legal.ts'
import { LEGAL } from '#portal/locales/messages.ts'
import { about } from '#test/portal.ts'

const file = JSON.parse(readFileSync('data/seed/legal-parameters.json', 'utf8'))

const Legal = suite('portal/legal')

Legal('reads each figure with its basis', () => {
  const terms = parseLegalTerms(file)
  assert.equal(terms.accessLogMonths, { value: 12, basis: 'Decree 333/2026 Art. 16.6, 20.3' })
  assert.is(terms.deviceLogDays.value, 90)
})

Legal('names the parameter that is missing or no number', () => {
  const parameters = [{ key: 'accessLog.minMonths', value: 'twelve', basis: '' }]
  assert.throws(() => parseLegalTerms({ parameters }), /accessLog\.minMonths/)
  assert.throws(() => parseLegalTerms({ parameters: [] }), /accessLog\.minMonths/)
})

Legal('states the figures of the settings in both languages', () => {
  const text = (language: 'vi' | 'en') => JSON.stringify(LEGAL[language].privacy(about))
  assert.match(text('vi'), '12 tháng (Nghị định 333/2026 Điều 16.6, 20.3)')
  assert.match(text('en'), '12 months (Decree 333/2026 Art. 16.6, 20.3)')
  assert.not.match(text('vi'), 'Decree')
})

Legal('says as much in each language', () => {
  const shape = (language: 'vi' | 'en') =>
    [...LEGAL[language].privacy(about), ...LEGAL[language].terms(about)].map(
      ({ says }) => says.length,
    )
  assert.equal(shape('en'), shape('vi'))
})

Legal.run()
