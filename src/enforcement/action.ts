import type { Clock } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { Limits } from '#src/kernel/limits.ts'
import type { AuditDraft } from '#src/officers/audit-store.ts'
import { errorCauseName } from '#src/radius/dynauth-outcome.ts'
import { type DisconnectOutcome, type DynauthOutcome, ERROR_CAUSE } from '#src/radius/message.ts'
import type { Session } from '#src/sessions/session.ts'
import type { SlowedStore } from '#src/sessions/slowed-store.ts'
import type { GroupCommit } from '#src/store/group-commit.ts'
import type { Unreachable, UnreachableStore } from './unreachable-store.ts'
import type { Verdict } from './verdict.ts'

/** What acting upon a running session needs of the rest of the house. */
export type ActionPorts = {
  readonly clock: Clock
  readonly commit: Pick<GroupCommit, 'run'>
  /** Asks a session's gateway to end it. A `Fault` when there is no way to it. */
  readonly end: (session: Session) => Promise<DisconnectOutcome>
  /** Asks a session's gateway to keep it to these limits, counted from its beginning. */
  readonly change: (session: Session, limits: Limits) => Promise<DynauthOutcome>
  /** Ends a session of ours that its gateway does not know. */
  readonly closeGone: (session: number) => Promise<void>
  /** Writes into the audit trail, in the running transaction. */
  readonly record: (draft: AuditDraft) => void
  readonly slowed: Pick<SlowedStore, 'add' | 'delete'>
  readonly unreachable: UnreachableStore
}

/** A verdict that something must be done about. */
type Sentence = Exclude<Verdict, { readonly kind: 'keep' }>

/** What came of asking: the gateway's word, its silence, or that there is no way to it. */
type Answer = DynauthOutcome | { readonly kind: 'no-way'; readonly says: string }

/** What is true after asking. `ended`: by its gateway's word, and its Stop is on its way. */
export type Outcome = 'ended' | 'changed' | 'failed'

/** The one who acts where no officer does. */
const ACTOR = 'system'

const ACTIONS = {
  end: 'session.ended-at-limit',
  slow: 'session.slowed',
  restore: 'session.restored',
} as const satisfies Record<Sentence['kind'], string>

/** Asks gateways to do what a verdict says, and keeps what they answered. */
export class Action {
  readonly #ports: ActionPorts
  readonly #writing = new Set<Promise<unknown>>()
  #isClosed = false

  constructor(ports: ActionPorts) {
    this.#ports = ports
  }

  unreachable(): Unreachable[] {
    return this.#ports.unreachable.all()
  }

  isUnreachable(session: number): boolean {
    return this.#ports.unreachable.has(session)
  }

  /** The session of an unanswered question is over: the question is too. */
  async sessionEnded(session: number): Promise<void> {
    await this.#write(() => this.#ports.unreachable.delete(session))
  }

  /** Writes no more than what is being written; answers that come later are found again at the start. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.allSettled(this.#writing)
  }

  /** Resolves once what the gateway said is on disk. */
  async act(session: Session, sentence: Sentence): Promise<Outcome> {
    const answer = await this.#asked(session, sentence)
    if (sentence.kind === 'end') return this.#settled(session, sentence, answer)
    // A gateway that cannot change a session ends it: it comes back with what it may have now.
    if (
      answer.kind === 'ack' ||
      answer.kind === 'silent' ||
      answer.kind === 'no-way' ||
      isGone(answer)
    )
      return this.#settled(session, sentence, answer)
    if (answer.kind === 'nak') await this.#write(() => this.#note(session, sentence, answer))
    const end = { kind: 'end', reason: sentence.reason } as const
    return this.#settled(session, end, await this.#asked(session, end))
  }

  async #asked(session: Session, sentence: Sentence): Promise<Answer> {
    try {
      return sentence.kind === 'end'
        ? await this.#ports.end(session)
        : await this.#ports.change(session, sentence.limits)
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return { kind: 'no-way', says: error.message }
    }
  }

  async #settled(session: Session, sentence: Sentence, answer: Answer): Promise<Outcome> {
    const outcome = outcomeOf(sentence, answer)
    const wasUnreachable = this.isUnreachable(session.id)
    await this.#write(() => {
      this.#note(session, sentence, answer)
      if (outcome === 'failed')
        this.#ports.unreachable.put({ ...this.#placeOf(session), says: saidBy(answer) })
      else if (wasUnreachable) this.#ports.unreachable.delete(session.id)
      if (outcome === 'changed') this.#setPace(session, sentence)
    })
    if (isGone(answer) && !this.#isClosed) await this.#ports.closeGone(session.id)
    return outcome
  }

  /** Every answer is on record. Neither the person nor the device is. */
  #note({ id, gateway }: Session, sentence: Sentence, answer: Answer): void {
    const detail = { gateway, reason: sentence.reason, answer: saidBy(answer) }
    const action = ACTIONS[sentence.kind]
    this.#ports.record({
      at: this.#ports.clock(),
      actor: ACTOR,
      action,
      subject: String(id),
      detail,
    })
  }

  #setPace({ grant }: Session, { kind }: Sentence): void {
    if (grant === undefined) return
    if (kind === 'slow') this.#ports.slowed.add(grant)
    else this.#ports.slowed.delete(grant)
  }

  #placeOf({ id, gateway }: Session): Omit<Unreachable, 'says'> {
    return { session: id, gateway, since: this.#ports.clock() }
  }

  async #write(work: () => void): Promise<void> {
    if (this.#isClosed) return
    const writing = this.#ports.commit.run(work)
    this.#writing.add(writing)
    try {
      await writing
    } finally {
      this.#writing.delete(writing)
    }
  }
}

function outcomeOf({ kind }: Sentence, answer: Answer): Outcome {
  if (isGone(answer)) return 'ended'
  if (answer.kind !== 'ack') return 'failed'
  return kind === 'end' ? 'ended' : 'changed'
}

/** The gateway has no such session, so what was wanted is so. */
function isGone(answer: Answer): boolean {
  return answer.kind === 'nak' && answer.errorCause === ERROR_CAUSE.sessionContextNotFound
}

function saidBy(answer: Answer): string {
  if (answer.kind === 'no-way') return answer.says
  if (answer.kind !== 'nak') return answer.kind
  return answer.errorCause === undefined ? 'nak' : errorCauseName(answer.errorCause)
}
