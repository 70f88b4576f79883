import * as assert from 'uvu/assert'
import type { Metric } from '#src/http/exposition.ts'

type Read = Metric & {
  readonly samples: { readonly labels: Record<string, string>; readonly value: number }[]
}

const HEAD = /^# HELP (\S+) (.*)\n# TYPE (\S+) (counter|gauge)$/
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y

/** Reads the text format of Prometheus 0.0.4 as strictly as it is written down. */
export function metricsIn(text: string): Read[] {
  assert.ok(text === '' || text.endsWith('\n'), 'the last line ends')
  const blocks = text.split(/^(?=# HELP )/m).filter((block) => block !== '')
  return blocks.map((block) => {
    const [help, type, ...lines] = block.trimEnd().split('\n')
    const [, name = '', said = '', typed, kind] = HEAD.exec(`${help}\n${type}`) ?? []
    assert.ok(name !== '' && typed === name, `${help}\n${type}`)
    return {
      name,
      type: kind as Metric['type'],
      help: unescaped(said),
      samples: lines.map((line) => sampleIn(line, name)),
    }
  })
}

function sampleIn(line: string, name: string) {
  const [, named, labels = '', value = ''] = SAMPLE.exec(line) ?? []
  assert.is(named, name, line)
  const read: Record<string, string> = {}
  LABEL.lastIndex = 0
  while (LABEL.lastIndex < labels.length) {
    const [, label = '', text = ''] = LABEL.exec(labels) ?? assert.unreachable(line) ?? []
    read[label] = unescaped(text)
  }
  return { labels: read, value: numberIn(value) }
}

function numberIn(text: string): number {
  if (/^[+-]Inf$/.test(text)) return text === '+Inf' ? Infinity : -Infinity
  assert.match(text, /^(NaN|-?\d+(\.\d+)?(e[+-]\d+)?)$/)
  return Number(text)
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, one) => (one === 'n' ? '\n' : one))
}
