declare const brand: unique symbol

/** A 48-bit hardware address, canonical `aa:bb:cc:dd:ee:ff`. */
export type Mac = string & { readonly [brand]: 'Mac' }

const SEPARATOR = -1
const NO_DIGIT = -2

/** The value of each hexadecimal digit, by its character code. */
const DIGITS = Int8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (/[0-9a-f]/i.test(character)) return Number.parseInt(character, 16)
  return /[:.\-\s]/.test(character) ? SEPARATOR : NO_DIGIT
})
/** Every octet as it is written. */
const OCTETS = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'))

/**
 * Reads the spellings in the field: colons, hyphens, Cisco dots, bare hex, either case. Digit by digit,
 * since one is read in every packet.
 */
export function parseMac(input: unknown): Mac | undefined {
  if (typeof input !== 'string' || input.length > 32) return undefined
  let value = 0
  let count = 0
  for (let i = 0; i < input.length; i++) {
    const digit = DIGITS[input.charCodeAt(i)] ?? NO_DIGIT
    if (digit === NO_DIGIT) return undefined
    if (digit === SEPARATOR) continue
    value = value * 16 + digit
    count++
  }
  return count === 12 ? written(value) : undefined
}

function written(value: number): Mac {
  const [high, low] = [Math.floor(value / 2 ** 24), value % 2 ** 24]
  return `${triple(high)}:${triple(low)}` as Mac
}

function triple(value: number): string {
  return `${OCTETS[value >> 16]}:${OCTETS[(value >> 8) & 0xff]}:${OCTETS[value & 0xff]}`
}

/** `AA:BB:CC:DD:EE:FF`, as RouterOS writes a Calling-Station-Id. */
export function macWithColons(mac: Mac): string {
  return mac.toUpperCase()
}

/** `AA-BB-CC-DD-EE-FF`, as CoovaChilli writes it and RFC 3580 §3.21 asks. */
export function macWithHyphens(mac: Mac): string {
  return mac.toUpperCase().replaceAll(':', '-')
}

/** A randomised address (locally administered, IEEE 802 §8.4): the phone may change it any day. */
export function isRandomised(mac: Mac): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 0b10) !== 0
}
