import { readFileSync } from 'node:fs'
import { parseLegalTerms } from '#portal/legal.ts'
import type { About } from '#portal/ports.ts'
import { DAY, MINUTE } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import { CODE_LIFE, REMEMBER_LIFE } from '#src/login/limits.ts'
import { CODE_DIGITS } from '#src/login/phone-code.ts'

const LEGAL = new URL('../../data/seed/legal-parameters.json', import.meta.url)

/** Since 2026-09-01 (resolution 36/2026/QH16) Quảng Ninh is a city, no longer a province. */
const OPERATOR = { vi: 'Thành phố Quảng Ninh', en: 'Quảng Ninh City' }

/** Who runs the network and the figures its pages state, read once from what is tracked. */
export function portalAbout(isDemo: boolean): About {
  return {
    operator: OPERATOR,
    codeDigits: CODE_DIGITS,
    codeMinutes: CODE_LIFE / MINUTE,
    rememberDays: REMEMBER_LIFE / DAY,
    legal: readLegalTerms(),
    isDemo,
  }
}

function readLegalTerms(): About['legal'] {
  try {
    return parseLegalTerms(JSON.parse(readFileSync(LEGAL, 'utf8')))
  } catch (error) {
    const says = `${LEGAL.pathname}: ${(error as Error).message}`
    throw new Fault('config/invalid', { says }, error)
  }
}
