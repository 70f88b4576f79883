import { assert } from '#src/kernel/assert.ts'

/** One number, told from the others of its metric by its labels. */
export type Sample = {
  readonly labels?: Readonly<Record<string, string>>
  readonly value: number
}

/**
 * Something measured. A counter only grows while the process lives, and its name ends in `_total`; a gauge
 * is how something stands now. Units are in the name: seconds, octets as `bytes`.
 */
export type Metric = {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  readonly samples: readonly Sample[]
}

/** Of the text format of Prometheus, version 0.0.4. */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/**
 * Metrics as a monitoring system reads them: Prometheus, and whatever else scrapes its text format. One
 * without a sample is left out.
 */
export function exposition(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ samples }) => samples.length > 0)
    .map(textOf)
    .join('')
}

function textOf({ name, type, help, samples }: Metric): string {
  assert(METRIC_NAME.test(name), 'a metric has a name of the format')
  assert(type !== 'counter' || name.endsWith('_total'), 'a counter is named as one')
  const lines = [`# HELP ${name} ${escaped(help, /[\\\n]/g)}`, `# TYPE ${name} ${type}`]
  for (const { labels = {}, value } of samples)
    lines.push(`${name}${labelled(labels)} ${said(value)}`)
  return `${lines.join('\n')}\n`
}

function labelled(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => {
    assert(LABEL_NAME.test(label), 'a label has a name of the format')
    return `${label}="${escaped(value, /[\\\n"]/g)}"`
  })
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(text: string, special: RegExp): string {
  return text.replace(special, (one) => (one === '\n' ? '\\n' : `\\${one}`))
}

/** As Go's ParseFloat reads it. */
function said(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value)
}
