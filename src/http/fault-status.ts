import type { FaultCode } from '#src/kernel/fault.ts'

/** How HTTP says each fault. A new fault code will not compile until it has a status here. */
export const FAULT_STATUS: Readonly<Record<FaultCode, 500 | 502 | 503 | 504 | 507>> = {
  'config/invalid': 500,
  'device/refused': 502,
  'device/unreachable': 504,
  'network/unavailable': 503,
  'sms/undelivered': 503,
  'store/corrupt': 500,
  'store/full': 507,
  'store/locked': 503,
}
