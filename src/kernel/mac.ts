declare const brand: unique symbol

/** A 48-bit hardware address, canonical `aa:bb:cc:dd:ee:ff`. */
export type Mac = string & { readonly [brand]: 'Mac' }

const SEPARATORS = /[:.\-\s]/g
const TWELVE_HEX = /^[0-9a-f]{12}$/

/** Reads the spellings in the field: colons, hyphens, Cisco dots, bare hex, either case. */
export function parseMac(input: unknown): Mac | undefined {
  if (typeof input !== 'string' || input.length > 32) return undefined
  const hex = input.replace(SEPARATORS, '').toLowerCase()
  if (!TWELVE_HEX.test(hex)) return undefined
  return (hex.match(/../g) as string[]).join(':') as Mac
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
