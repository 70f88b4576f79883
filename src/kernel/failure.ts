import { Fault, type FaultCode, type FaultDetail } from './fault.ts'

/** What was thrown, as data: an error that is copied from thread to thread loses its class and its fields. */
export type Failure =
  | { readonly code: FaultCode; readonly detail: FaultDetail }
  | { readonly says: string }

export function failureOf(error: unknown): Failure {
  if (error instanceof Fault) return { code: error.code, detail: error.detail }
  return { says: error instanceof Error ? error.message : String(error) }
}

/** What to throw in the other thread. */
export function errorOf(failure: Failure): Error {
  return 'code' in failure ? new Fault(failure.code, failure.detail) : new Error(failure.says)
}
