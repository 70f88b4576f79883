import { MINUTE, type Millis, SECOND } from '#src/kernel/clock.ts'

/** The first pause after an answer that was none; each is twice the last. */
const PAUSE: Millis = 30 * SECOND
const PAUSE_MAX: Millis = 10 * MINUTE

/** How long a gateway that said yes has for its Stop to be here. */
const STOP_LIFE: Millis = MINUTE

/** When a session's gateway may be asked again. */
export class Patience {
  readonly #rests = new Map<number, { readonly until: Millis; readonly failures: number }>()

  /** 0 when it may be asked at once: also when only a clock that was set back says otherwise. */
  restsUntil(session: number, now: Millis): Millis {
    const until = this.#rests.get(session)?.until ?? 0
    return now < until && until - now <= PAUSE_MAX ? until : 0
  }

  /** It says that it has ended it: the Stop is on its way. */
  ended(session: number, now: Millis): void {
    this.#rests.set(session, { until: now + STOP_LIFE, failures: 0 })
  }

  /** It did not answer, or would not. */
  failed(session: number, now: Millis): void {
    const failures = this.#rests.get(session)?.failures ?? 0
    const pause = Math.min(PAUSE * 2 ** failures, PAUSE_MAX)
    this.#rests.set(session, { until: now + pause, failures: failures + 1 })
  }

  /** It did as asked, and may be asked for more. */
  changed(session: number): void {
    this.#rests.delete(session)
  }

  /** The session is over. */
  forget(session: number): void {
    this.#rests.delete(session)
  }
}
