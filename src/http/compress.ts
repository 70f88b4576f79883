import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { MiddlewareHandler } from 'hono'

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

/** Below this a page fits the first packets anyway. */
const BYTES_MIN = 1024
/**
 * Of 0–11 and 0–9. Our pages fit the first packets at any level; these take half the time of the next
 * ones for a tenth more octets.
 */
const BROTLI_QUALITY = 3
/** 64 kB of window: our pages fit, and brotli's usual 4 MB would cost more to set up than to use. */
const BROTLI_WINDOW_BITS = 16
const GZIP_LEVEL = 3

const COMPRESSIBLE = /^(?:text\/(?:html|csv|plain)|application\/json|image\/svg\+xml)\b/

export type Encoding = 'br' | 'gzip'

/** The best encoding both sides know, or nothing. A coding with `q=0` is refused (RFC 9110 §12.5.3). */
export function acceptedEncoding(header: string | undefined): Encoding | undefined {
  const accepted = new Set(
    (header ?? '')
      .split(',')
      .map((part) =>
        part
          .trim()
          .toLowerCase()
          .split(/\s*;\s*/),
      )
      .filter(([, q]) => !/^q=0(?:\.0*)?$/.test(q ?? ''))
      .map(([name]) => name),
  )
  return (['br', 'gzip'] as const).find((encoding) => accepted.has(encoding))
}

/** Compresses whole pages on their way out. Streams and what is encoded already pass untouched. */
export function compressPages(): MiddlewareHandler {
  return async (c, next) => {
    await next()
    const { res } = c
    if (!COMPRESSIBLE.test(res.headers.get('content-type') ?? '') || !res.body) return
    if (res.headers.has('content-encoding')) return

    res.headers.append('Vary', 'Accept-Encoding')
    const encoding = acceptedEncoding(c.req.header('accept-encoding'))
    if (!encoding || c.req.method === 'HEAD') return

    const page = Buffer.from(await res.arrayBuffer())
    const headers = new Headers(res.headers)
    const isWorthIt = page.length >= BYTES_MIN
    if (isWorthIt) {
      headers.set('Content-Encoding', encoding)
      headers.delete('Content-Length')
    }
    const body = isWorthIt ? await compress(page, encoding) : page
    c.res = undefined
    c.res = new Response(new Uint8Array(body), { status: res.status, headers })
  }
}

function compress(page: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'gzip') return toGzip(page, { level: GZIP_LEVEL })
  return toBrotli(page, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: BROTLI_WINDOW_BITS,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: page.length,
    },
  })
}
