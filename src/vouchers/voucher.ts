import { type Entropy, PLAIN_ALPHABET, randomText } from '#src/kernel/random.ts'

declare const brand: unique symbol

/** Twelve characters of the plain alphabet, bare: what is typed back from a printed slip. */
export type VoucherCode = string & { readonly [brand]: 'VoucherCode' }

/** 12 × log2(30) = 58.9 bits: with a million vouchers live, one guess in 5 × 10^11 opens anything. */
const LENGTH = 12

const BARE = new RegExp(`^[${PLAIN_ALPHABET}]{${LENGTH}}$`)
const TEXT_MAX = 64
const SEPARATORS = /[\s\p{Pd}._]/gu

/** A new code. */
export function newVoucherCode(entropy: Entropy): VoucherCode {
  return randomText(entropy, LENGTH) as VoucherCode
}

/** Reads a code as fingers type it: either case, spaces, hyphens, dots, fullwidth letters. */
export function parseVoucherCode(input: unknown): VoucherCode | undefined {
  if (typeof input !== 'string' || input.length > TEXT_MAX) return undefined
  const bare = input.normalize('NFKC').replace(SEPARATORS, '').toUpperCase()
  return BARE.test(bare) ? (bare as VoucherCode) : undefined
}

/** The code as it is printed: `7KXM-P2QA-9RTD`. */
export function showVoucherCode(code: VoucherCode): string {
  return (code.match(/.{4}/g) as string[]).join('-')
}
