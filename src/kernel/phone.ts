import parsePhoneNumber from 'libphonenumber-js/mobile'

declare const brand: unique symbol

/** A mobile number in E.164, `+84912345678`. */
export type Phone = string & { readonly [brand]: 'Phone' }

const TEXT_MAX = 40

/**
 * Reads a mobile number as people type it: `0912 345 678`, `+84 912…`, `0084…`, dots, fullwidth digits.
 *
 * A number without a country code is Vietnamese. Landlines and numbers no network has are refused.
 */
export function parsePhone(input: unknown): Phone | undefined {
  if (typeof input !== 'string' || input.length > TEXT_MAX) return undefined
  const text = input
    .normalize('NFKC')
    .trim()
    .replace(/^00/, '+')
    .replace(/^84(?=\d{9}$)/, '+84')
  const number = parsePhoneNumber(text, 'VN')
  return number?.isValid() ? (number.number as string as Phone) : undefined
}

/** How the number is shown to its owner: `0912 345 678`, or international for another country's. */
export function showPhone(phone: Phone): string {
  if (!phone.startsWith('+84')) return parsePhoneNumber(phone)?.formatInternational() ?? phone
  return `0${phone.slice(3)}`.replace(/^(\d{4})(\d{3})(\d+)$/, '$1 $2 $3')
}

/** Enough for its owner to recognise, too little for anyone else: `0912***678`. */
export function maskPhone(phone: Phone): string {
  const local = phone.startsWith('+84') ? `0${phone.slice(3)}` : phone
  return `${local.slice(0, 4)}***${local.slice(-3)}`
}
