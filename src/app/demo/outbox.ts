import type { Clock, Millis } from '#src/kernel/clock.ts'
import type { Phone } from '#src/kernel/phone.ts'
import type { SendSms } from '#src/sms/sms.ts'

type Message = { readonly text: string; readonly at: Millis }

/** Messages kept a number; older ones are of no use to a phone. */
const KEPT = 5

/** Where the invented city's text messages end up: simulated phones, and the reader's, look here. */
export class Outbox {
  readonly #clock: Clock
  readonly #messages = new Map<Phone, Message[]>()
  readonly #waiting = new Map<Phone, (text: string) => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  readonly send: SendSms = async (to, text) => {
    const waiting = this.#waiting.get(to)
    if (waiting) {
      this.#waiting.delete(to)
      waiting(text)
      return
    }
    const kept = this.#messages.get(to) ?? []
    this.#messages.set(to, [{ text, at: this.#clock() }, ...kept].slice(0, KEPT))
  }

  /** Every message to this number that nobody waited for, the newest first. */
  messagesTo(number: Phone): readonly Message[] {
    return this.#messages.get(number) ?? []
  }

  /** The newest message to this number that nobody took yet, or the next one to come. */
  next(number: Phone): Promise<string> {
    const [newest] = this.#messages.get(number) ?? []
    this.#messages.delete(number)
    if (newest) return Promise.resolve(newest.text)
    return new Promise((resolve) => this.#waiting.set(number, resolve))
  }
}
