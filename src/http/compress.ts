import { type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, brotliCompressSync, constants, gzip, gzipSync } from 'node:zlib'

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

/** Below this a page fits the first packets anyway. */
const BYTES_MIN = 1024
/** Up to here it takes less time to do it than to have another thread do it. */
const BYTES_AT_ONCE = 64 * 1024
/**
 * Of 0–11 and 0–9. Our pages fit the first packets at any level; these take half the time of the next
 * ones for less than a tenth more octets.
 */
const BROTLI_QUALITY = 1
/** 64 kB of window: our pages fit, and brotli's usual 4 MB would cost more to set up than to use. */
const BROTLI_WINDOW_BITS = 16
const GZIP_LEVEL = 1

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

/**
 * Compresses what is said whole, on its way out. What comes piece by piece, is encoded already or would
 * be no smaller passes untouched.
 *
 * As a kind of Node's answer, not as a middleware: that would have to read each page out of one `Response`
 * into another, which costs more than to compress it.
 */
export class CompressedResponse<
  R extends IncomingMessage = IncomingMessage,
> extends ServerResponse<R> {
  /** The head waits for the body, which may change it. */
  override writeHead(status: number, ...said: unknown[]): this {
    const headers = said.at(-1) as OutgoingHttpHeaders | undefined
    if (typeof headers !== 'object') return super.writeHead(status)
    this.statusCode = status
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) this.setHeader(name, value)
    }
    return this
  }

  override end(...said: unknown[]): this {
    const [body] = said
    const page = typeof body === 'string' ? Buffer.from(body) : body
    const encoding = page instanceof Uint8Array ? this.#encodingFor(page) : undefined
    if (!encoding) return super.end(...(said as Parameters<ServerResponse['end']>))

    const send = (compressed: Uint8Array) => {
      this.setHeader('Content-Encoding', encoding)
      this.setHeader('Content-Length', compressed.length)
      super.end(compressed)
    }
    const compressed = compress(page as Uint8Array, encoding)
    if (compressed instanceof Promise) compressed.then(send, (error) => this.destroy(error))
    else send(compressed)
    return this
  }

  #encodingFor(page: Uint8Array): Encoding | undefined {
    const type = this.getHeader('content-type')
    if (this.headersSent || this.hasHeader('content-encoding')) return undefined
    if (typeof type !== 'string' || !COMPRESSIBLE.test(type)) return undefined

    this.appendHeader('Vary', 'Accept-Encoding')
    if (page.length < BYTES_MIN || this.req.method === 'HEAD') return undefined
    const { 'accept-encoding': accepted } = this.req.headers
    return acceptedEncoding(typeof accepted === 'string' ? accepted : undefined)
  }
}

function compress(page: Uint8Array, encoding: Encoding): Uint8Array | Promise<Uint8Array> {
  const isShort = page.length <= BYTES_AT_ONCE
  if (encoding === 'gzip') {
    const options = { level: GZIP_LEVEL }
    return isShort ? gzipSync(page, options) : toGzip(page, options)
  }
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: BROTLI_WINDOW_BITS,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: page.length,
  }
  return isShort ? brotliCompressSync(page, { params }) : toBrotli(page, { params })
}
