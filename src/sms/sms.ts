import type { Phone } from '#src/kernel/phone.ts'

/**
 * Hands one message to whoever carries it. Resolves when it was taken; throws a
 * `Fault('sms/undelivered')` when it was not, so that the reader can be offered another way in.
 */
export type SendSms = (to: Phone, text: string) => Promise<void>
