const MARKS = /\p{M}/gu
const NOT_WORD = /[^\p{L}\p{N}]+/gu

/**
 * Vietnamese as fingers type it: no tone or vowel marks, đ as d, lower case, single spaces.
 *
 * NFD input (as some phones send) and NFC input fold alike. `đ` has no decomposition in Unicode, so it
 * is replaced by name. Folding twice is the same as folding once.
 */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(MARKS, '')
    .toLowerCase()
    .normalize('NFD')
    .replace(MARKS, '')
    .replaceAll('đ', 'd')
    .replace(NOT_WORD, ' ')
    .trim()
}

/** A URL- and file-safe name: `Quảng trường 30/10` → `quang-truong-30-10`. */
export function slugOf(text: string): string {
  return fold(text).replaceAll(' ', '-')
}
