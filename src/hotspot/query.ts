/** The first value of each parameter as octets: what comes after in a doubled name is not believed. */
export type Query = ReadonlyMap<string, Buffer>

const PARAMETERS_MAX = 64

/**
 * Reads the query of a raw request target.
 *
 * Octets, not text: a challenge is binary and a message may be UTF-8, and only the reader of each knows
 * which. A broken escape stands for itself, so no input is an error.
 */
export function readQuery(target: string): Query {
  const start = target.indexOf('?')
  const query = new Map<string, Buffer>()
  if (start < 0) return query

  for (const pair of target.slice(start + 1).split('&', PARAMETERS_MAX)) {
    const equals = pair.indexOf('=')
    const name = octetsOf(equals < 0 ? pair : pair.slice(0, equals)).toString('latin1')
    const value = octetsOf(equals < 0 ? '' : pair.slice(equals + 1))
    if (!query.has(name)) query.set(name, value)
  }
  return query
}

/** A parameter as UTF-8 text; empty when it is not there. */
export function textOf(query: Query, name: string): string {
  return query.get(name)?.toString('utf8') ?? ''
}

function octetsOf(escaped: string): Buffer {
  const plain = escaped
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(plain, 'latin1')
}
