/** One line of a graph, by its own scale. */
export type Series = {
  readonly name: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

const WIDTH = 720
const PANEL = 150
const MARGIN = { left: 60, right: 20, top: 40, between: 34, bottom: 34 }
const TICKS = 4

/** Panels over one axis, each series on a scale from zero, as an SVG that needs nothing but itself. */
export function drawn(title: string, axis: string, series: readonly Series[]): string {
  const height = MARGIN.top + series.length * (PANEL + MARGIN.between) + MARGIN.bottom
  const right = Math.max(1e-9, ...series.flatMap(({ points }) => points.map(({ x }) => x)))
  const panels = series.map((one, n) =>
    panel(one, { top: MARGIN.top + n * (PANEL + MARGIN.between) + MARGIN.between / 2, right }),
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${MARGIN.left}" y="20" font-size="14">${title}</text>
${panels.join('\n')}
${ticksOf(right)
  .map((x) => label(xOf(x, right), height - 18, rounded(x), 'middle'))
  .join('\n')}
${label(WIDTH - MARGIN.right, height - 4, axis, 'end')}
</svg>
`
}

function panel({ name, points }: Series, { top, right }: { top: number; right: number }): string {
  const max = Math.max(1e-9, ...points.map(({ y }) => y)) * 1.1
  const yOf = (y: number) => top + PANEL * (1 - y / max)
  const line = points.map(({ x, y }) => `${xOf(x, right).toFixed(1)},${yOf(y).toFixed(1)}`)
  const rules = ticksOf(max).map(
    (y) =>
      `<path d="M${MARGIN.left} ${yOf(y).toFixed(1)}H${WIDTH - MARGIN.right}" stroke="#ddd"/>
${label(MARGIN.left - 6, yOf(y) + 4, rounded(y), 'end')}`,
  )
  return `${rules.join('\n')}
<text x="${MARGIN.left}" y="${top - 5}" font-weight="bold">${name}</text>
<polyline fill="none" stroke="#0b6" stroke-width="1.5" points="${line.join(' ')}"/>`
}

function label(x: number, y: number, text: string, anchor: 'middle' | 'end'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${text}</text>`
}

function xOf(x: number, right: number): number {
  return MARGIN.left + ((WIDTH - MARGIN.left - MARGIN.right) * x) / right
}

function ticksOf(max: number): number[] {
  return Array.from({ length: TICKS + 1 }, (_, n) => (max * n) / TICKS)
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(3)))
}
