/** A longer word than any configuration holds: a desynchronised stream, or an attack. */
export const WORD_OCTETS_MAX = 4 * 1024 * 1024
const SENTENCE_OCTETS_MAX = 2 * WORD_OCTETS_MAX

/** The peer does not speak the RouterOS API, or no longer in step. The connection is of no more use. */
export class WireError extends Error {
  override readonly name = 'WireError'
}

/** One sentence as it travels: each word behind its length, a zero length last. UTF-8. */
export function encodeSentence(words: readonly string[]): Buffer {
  const parts = words.flatMap((word) => {
    const octets = Buffer.from(word, 'utf8')
    return [encodeLength(octets.length), octets]
  })
  return Buffer.concat([...parts, Buffer.of(0)])
}

function encodeLength(n: number): Buffer {
  if (n < 0x80) return Buffer.of(n)
  if (n < 0x4000) return Buffer.of((n >>> 8) | 0x80, n & 0xff)
  if (n < 0x200000) return Buffer.of((n >>> 16) | 0xc0, (n >>> 8) & 0xff, n & 0xff)
  if (n < 0x10000000) {
    return Buffer.of((n >>> 24) | 0xe0, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff)
  }
  return Buffer.of(0xf0, n >>> 24, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff)
}

/** How many octets a length takes, by its first. From `0xF8` on they are reserved. */
function lengthOctets(first: number): number {
  if (first < 0x80) return 1
  if (first < 0xc0) return 2
  if (first < 0xe0) return 3
  if (first < 0xf0) return 4
  if (first < 0xf8) return 5
  throw new WireError('a reserved control octet where a word length belongs')
}

const FIRST_OCTET_BITS = [0, 0x7f, 0x3f, 0x1f, 0x0f, 0] as const

function decodeLength(octets: readonly number[]): number {
  const [first = 0, ...rest] = octets
  const high = first & (FIRST_OCTET_BITS[octets.length] ?? 0)
  return rest.reduce((sum, octet) => sum * 256 + octet, high)
}

/**
 * Sentences out of a byte stream, however it was cut: inside a length, a word or a UTF-8 character.
 *
 * Empty sentences are skipped. Every octet is looked at once, so slicing a stream finely costs nothing
 * extra. Throws `WireError` on what no device sends; the reader must not be used after that.
 */
export class SentenceReader {
  readonly #wordOctetsMax: number
  #words: string[] = []
  #octets = 0
  #length: number[] = []
  #body: Buffer[] = []
  #missing = 0

  constructor(wordOctetsMax = WORD_OCTETS_MAX) {
    this.#wordOctetsMax = wordOctetsMax
  }

  /** Takes the next piece; gives the sentences it completed. */
  *read(chunk: Buffer): Generator<string[]> {
    let at = 0
    while (at < chunk.length) {
      if (this.#missing > 0) {
        at += this.#readBody(chunk, at)
        continue
      }
      const sentence = this.#readLength(chunk[at++] as number)
      if (sentence) yield sentence
    }
  }

  #readBody(chunk: Buffer, at: number): number {
    const taken = chunk.subarray(at, at + this.#missing)
    this.#body.push(taken)
    this.#missing -= taken.length
    if (this.#missing === 0) {
      this.#words.push(Buffer.concat(this.#body).toString('utf8'))
      this.#body = []
    }
    return taken.length
  }

  #readLength(octet: number): string[] | undefined {
    this.#length.push(octet)
    if (this.#length.length < lengthOctets(this.#length[0] as number)) return undefined

    const length = decodeLength(this.#length)
    this.#length = []
    if (length === 0) return this.#endSentence()

    this.#octets += length
    if (length > this.#wordOctetsMax || this.#octets > SENTENCE_OCTETS_MAX) {
      throw new WireError(`a word of ${length} octets is longer than any we take`)
    }
    this.#missing = length
    return undefined
  }

  #endSentence(): string[] | undefined {
    const words = this.#words
    this.#words = []
    this.#octets = 0
    return words.length > 0 ? words : undefined
  }
}
