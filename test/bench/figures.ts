import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'

/** What a line may say besides its figure. */
type Facts = Readonly<Record<string, unknown>>

const SYNCS = 64

/** Prints one figure as one JSON line. */
export function print(figure: string, value: number, unit: string, facts: Facts = {}): void {
  line({ figure, value: rounded(value), unit, ...facts })
}

/** Says that something was not measured, and why. */
export function printSkipped(figure: string, says: string): void {
  line({ figure, skipped: says })
}

/** What it was measured on; `load` is what others did in the last minute, a sync what the disk takes. */
export function printMachine(folder: string): void {
  print('machine.cores', availableParallelism(), 'cores', {
    cpu: cpus()[0]?.model,
    load: rounded(loadavg()[0] ?? 0),
    node: process.version,
    at: new Date().toISOString(),
  })
  print('machine.sync', syncMs(folder), 'ms', { says: 'median of 4 kB written and fdatasync' })
}

/** One line of the table for readers: a figure, what it is held against, and whether it is reached. */
export type Row = {
  readonly figure: string
  readonly ours: string
  readonly theirs: string
  readonly ratio: string
  readonly atLeast: string
  readonly isReached: boolean
}

/** How many times theirs ours comes to, against how many it should. */
export function timesRow(
  figure: string,
  { ours, theirs, ratio }: Readonly<Record<'ours' | 'theirs' | 'ratio', number>>,
  atLeast: number,
): Row {
  return {
    figure,
    ours: shown(ours),
    theirs: shown(theirs),
    ratio: `${rounded(ratio)} ×`,
    atLeast: `${atLeast} ×`,
    isReached: ratio >= atLeast,
  }
}

/** A figure of ours that must not exceed its limit, and theirs beside it where that was measured. */
export function limitRow(
  figure: string,
  {
    ours,
    theirs,
    limit,
    unit = '',
  }: {
    readonly ours: number
    readonly theirs?: number | undefined
    readonly limit: number
    readonly unit?: string
  },
): Row {
  const told = (value: number) => `${shown(value)} ${unit}`.trim()
  return {
    figure,
    ours: told(ours),
    theirs: theirs === undefined ? '–' : told(theirs),
    ratio: '–',
    atLeast: `≤ ${told(limit)}`,
    isReached: ours <= limit,
  }
}

/** The rows as Markdown, to be pasted where people read. */
export function printTable(rows: readonly Row[]): void {
  if (rows.length === 0) return
  const lines = [
    ['figure', 'ours', 'theirs', 'ratio', 'wanted', 'reached'],
    ['---', '---:', '---:', '---:', '---:', '---'],
    ...rows.map((row) => [
      row.figure,
      row.ours,
      row.theirs,
      row.ratio,
      row.atLeast,
      row.isReached ? 'yes' : 'no',
    ]),
  ]
  process.stdout.write(`\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`)
}

function shown(value: number): string {
  return rounded(value).toLocaleString('en')
}

export function median(values: readonly number[]): number {
  return percentile([...values].sort(ascending), 0.5)
}

/** Of values in ascending order, the one that `share` of them do not exceed. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export function ascending(a: number, b: number): number {
  return a - b
}

/** Three digits are more than a busy machine can repeat. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3))
}

function syncMs(folder: string): number {
  const file = openSync(join(folder, 'sync'), 'w')
  try {
    const page = Buffer.alloc(4096, 1)
    const times = Array.from({ length: SYNCS }, (_, i) => {
      const from = performance.now()
      writeSync(file, page, 0, page.length, i * page.length)
      fdatasyncSync(file)
      return performance.now() - from
    })
    return median(times)
  } finally {
    closeSync(file)
  }
}

function line(fields: Facts): void {
  process.stdout.write(`${JSON.stringify(fields)}\n`)
}
