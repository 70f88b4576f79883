import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { exposition, type Metric } from '#src/http/exposition.ts'
import { metricsIn } from '#test/exposition.ts'

const Exposition = suite('http/exposition')

Exposition('Prometheus text format 0.0.4: help, type, then a line for each sample', () => {
  const text = exposition([
    {
      name: 'house_packets_total',
      type: 'counter',
      help: 'What came in.',
      samples: [
        { labels: { port: 'auth', outcome: 'accept' }, value: 3 },
        { labels: { port: 'acct', outcome: 'recorded' }, value: 0.5 },
      ],
    },
    { name: 'house_waiting', type: 'gauge', help: 'Who waits.', samples: [{ value: 7 }] },
    { name: 'house_nothing', type: 'gauge', help: 'Never said.', samples: [] },
  ])
  assert.is(
    text,
    [
      '# HELP house_packets_total What came in.',
      '# TYPE house_packets_total counter',
      'house_packets_total{port="auth",outcome="accept"} 3',
      'house_packets_total{port="acct",outcome="recorded"} 0.5',
      '# HELP house_waiting Who waits.',
      '# TYPE house_waiting gauge',
      'house_waiting 7',
      '',
    ].join('\n'),
  )
})

const name = fc.stringMatching(/^[a-z_:][a-z0-9_:]{0,20}$/)
const label = fc.stringMatching(/^[a-z][a-z0-9_]{0,10}$/)
const anything = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', ' ', '{', '}', 'ệ', ',') })
const plain = { noNullPrototype: true } as const
const labels = fc.dictionary(label, anything, plain)
// 0 and -0 are written alike.
const value = fc.double().map((number) => number + 0)
const samples = fc.array(fc.record({ labels, value }, plain), { minLength: 1, maxLength: 3 })
const metric: fc.Arbitrary<Metric> = fc.record(
  { name, type: fc.constant('gauge'), help: anything, samples },
  plain,
)

Exposition('says every label and number so that a reader gets them back', () => {
  fc.assert(
    fc.property(fc.uniqueArray(metric, { selector: (one) => one.name }), (metrics) => {
      assert.equal(metricsIn(exposition(metrics)), metrics)
    }),
  )
})

Exposition(
  'a counter that is not named as one, and names that are none, are mistakes of ours',
  () => {
    const broken: Metric[] = [
      { name: 'house_packets', type: 'counter', help: '', samples: [{ value: 1 }] },
      { name: 'house packets', type: 'gauge', help: '', samples: [{ value: 1 }] },
      { name: 'house', type: 'gauge', help: '', samples: [{ labels: { 'a-b': '' }, value: 1 }] },
    ]
    for (const metric of broken) assert.throws(() => exposition([metric]))
  },
)

Exposition.run()
