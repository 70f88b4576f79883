import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'

const WIDTH = 720
const HEIGHT = 120

/** Bars of a series, oldest left, tallest full height. `label` says the same in words. */
export function barChart(
  points: readonly { readonly title: string; readonly value: number }[],
  label: string,
): Html {
  const top = Math.max(1, ...points.map(({ value }) => value))
  const step = WIDTH / Math.max(points.length, 1)
  return html`<svg class="bars" role="img" aria-label="${label}" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">
    ${[0.25, 0.5, 0.75].map((part) => {
      const y = HEIGHT * part
      return html`<line x1="0" x2="${WIDTH}" y1="${y}" y2="${y}"></line>`
    })}
    ${points.map(({ title, value }, i) => {
      const height = Math.max((value / top) * (HEIGHT - 4), 1)
      const x = (i * step + step * 0.14).toFixed(1)
      const y = (HEIGHT - height).toFixed(1)
      return html`<rect x="${x}" y="${y}" width="${(step * 0.72).toFixed(1)}" height="${height.toFixed(1)}" rx="2"><title>${title}</title></rect>`
    })}
  </svg>`
}
