/** Where a room gets its randomness: that many octets nobody can guess. */
export type Entropy = (octets: number) => Uint8Array

/** The platform's cryptographic generator, the same in Node and in a Worker. */
export const systemEntropy: Entropy = (octets) => crypto.getRandomValues(new Uint8Array(octets))

/** Digits and letters a tired eye does not confuse: no 0/O, 1/I/L, no U that reads as V. */
export const PLAIN_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * `length` characters drawn evenly from `alphabet` (at most 256 of them).
 *
 * Octets past the last whole multiple of the alphabet are thrown away, so no character is likelier.
 */
export function randomText(entropy: Entropy, length: number, alphabet = PLAIN_ALPHABET): string {
  const fair = 256 - (256 % alphabet.length)
  let text = ''
  while (text.length < length) {
    for (const octet of entropy(length)) {
      if (octet < fair && text.length < length) text += alphabet[octet % alphabet.length]
    }
  }
  return text
}

/** An opaque name of 128 random bits, as 22 URL-safe characters. */
export function randomId(entropy: Entropy): string {
  return entropy(16).toBase64({ alphabet: 'base64url', omitPadding: true })
}
