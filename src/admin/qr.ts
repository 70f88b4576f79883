import { html } from 'hono/html'
import { create } from 'qrcode'
import type { Html } from '#src/http/html.ts'

/** White around the code, in modules: ISO/IEC 18004 asks for four. */
const QUIET = 4

/** A QR code as one SVG path, so it prints sharp at any size. `label` says in words what it holds. */
export function qrCode(text: string, label: string): Html {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const side = modules.size + 2 * QUIET
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">
    <rect width="${side}" height="${side}" fill="#fff"></rect><path fill="#000" d="${pathOf(modules)}"></path>
  </svg>`
}

/** Each run of dark modules in a row is one rectangle. */
function pathOf({ size, data }: { size: number; data: Uint8Array }): string {
  let path = ''
  for (let y = 0; y < size; y++) {
    let x = 0
    while (x < size) {
      const from = x
      while (x < size && data[y * size + x]) x++
      if (x > from) path += `M${from + QUIET} ${y + QUIET}h${x - from}v1h${from - x}z`
      else x++
    }
  }
  return path
}
