import { type Phone, parsePhone } from '#src/kernel/phone.ts'
import type { FormProblem } from './problem.ts'

/** The prefixes of 11-digit mobile numbers, ended in 2018, and those that took their place. */
const RENUMBERED: Readonly<Record<string, string>> = {
  '0162': '032',
  '0163': '033',
  '0164': '034',
  '0165': '035',
  '0166': '036',
  '0167': '037',
  '0168': '038',
  '0169': '039',
  '0120': '070',
  '0121': '079',
  '0122': '077',
  '0126': '076',
  '0128': '078',
  '0123': '083',
  '0124': '084',
  '0125': '085',
  '0127': '081',
  '0129': '082',
  '0186': '056',
  '0188': '058',
  '0199': '059',
}

export type PhoneField =
  | { readonly kind: 'phone'; readonly phone: Phone }
  | { readonly kind: 'problem'; readonly problem: FormProblem }

/** Reads the phone field, and says what to type instead where that is known. */
export function readPhoneField(typed: string): PhoneField {
  const phone = parsePhone(typed)
  if (phone) return { kind: 'phone', phone }

  const digits = typed.normalize('NFKC').replace(/\D/g, '')
  const old = digits.replace(/^(?:00)?84(?=1\d{9}$)/, '0')
  const prefix = old.length === 11 ? RENUMBERED[old.slice(0, 4)] : undefined
  if (prefix) return problem({ kind: 'phone-renumbered', now: `${prefix}${old.slice(4)}` })
  return problem({ kind: digits === '' ? 'phone-missing' : 'phone-invalid' })
}

function problem(found: FormProblem): PhoneField {
  return { kind: 'problem', problem: found }
}
