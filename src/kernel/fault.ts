/** Everything the world can do to us. What our own code does to itself is a `Bug`, in `assert.ts`. */
export const FAULT_CODES = [
  'config/invalid',
  'device/refused',
  'device/unreachable',
  'network/unavailable',
  'sms/undelivered',
  'store/corrupt',
  'store/full',
  'store/locked',
] as const

export type FaultCode = (typeof FAULT_CODES)[number]
export type FaultDetail = Readonly<Record<string, string | number | boolean>>

/**
 * A cable, a disk, a carrier, a setting: something outside our code went wrong.
 *
 * Programs read `code`; operators read `detail` and `cause`; residents read neither, a page looks the
 * code up in its locale. `detail.says` is one English sentence for a terminal, and never holds a secret.
 */
export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: FaultCode
  readonly detail: FaultDetail

  constructor(code: FaultCode, detail: FaultDetail = {}, cause?: unknown) {
    super(typeof detail['says'] === 'string' ? detail['says'] : code, { cause })
    this.code = code
    this.detail = detail
  }
}
