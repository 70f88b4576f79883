const FORM_TYPE = /^application\/x-www-form-urlencoded\b/i

/** More fields than any form of ours has. */
const FIELDS_MAX = 100
const BODY_BYTES_MAX = 16_384

/** What a form holds: each field once. A field that is not there reads as empty text. */
export type Form = {
  /** Without the spaces around it. */
  readonly text: (field: string) => string
  /** As it was typed, for a password. */
  readonly exact: (field: string) => string
}

/** A form, or why it is none. */
export type FormReading =
  | { readonly kind: 'form'; readonly form: Form }
  | { readonly kind: 'unfit' }

/**
 * Reads a posted form. Another content type, too many octets, a body cut short, text that is not
 * UTF-8, or a field sent twice (so that two readers could take two meanings) is `unfit`.
 */
export async function readForm(request: Request, bytesMax = BODY_BYTES_MAX): Promise<FormReading> {
  if (!FORM_TYPE.test(request.headers.get('content-type') ?? '')) return { kind: 'unfit' }
  const body = await readBody(request, bytesMax)
  if (body === undefined) return { kind: 'unfit' }

  const fields = [...new URLSearchParams(body)]
  const values = new Map(fields)
  if (values.size !== fields.length || fields.length > FIELDS_MAX) return { kind: 'unfit' }
  const exact = (field: string) => values.get(field) ?? ''
  return { kind: 'form', form: { exact, text: (field) => exact(field).trim() } }
}

/** Counts what comes instead of trusting Content-Length, which a chunked body does not have. */
async function readBody(request: Request, bytesMax: number): Promise<string | undefined> {
  try {
    const chunks: Uint8Array[] = []
    let size = 0
    for await (const chunk of request.body ?? []) {
      size += chunk.length
      if (size > bytesMax) return undefined
      chunks.push(chunk)
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    return undefined
  }
}
