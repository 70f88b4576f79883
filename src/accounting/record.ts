import { assert } from '#src/kernel/assert.ts'
import type { Mac } from '#src/kernel/mac.ts'
import type { AccountingRequest } from '#src/radius/message.ts'
import type { Epoch, EpochDraft, SessionStore } from '#src/sessions/session-store.ts'
import type { UsageStore } from '#src/sessions/usage-store.ts'
import type { GroupCommit } from '#src/store/group-commit.ts'
import {
  endOf,
  epochOf,
  eventTime,
  hear,
  isNewest,
  replay,
  SAME_START_MS,
  startOf,
  type Tally,
  type Word,
  wordOf,
} from './merge.ts'
import type { RecordStore } from './record-store.ts'
import { rollUp } from './rollup.ts'
import { type Slice, spread } from './spread.ts'

/** Whom a grant let in, on what, where. */
export type GrantSubject = {
  readonly person: number
  readonly device: number
  readonly site: string
}

/** What accounting asks the rest of the house. All but `onChange` are called inside a transaction. */
export type AccountingPorts = {
  readonly commit: GroupCommit
  readonly sessions: SessionStore
  readonly usage: UsageStore
  readonly records: RecordStore
  /** The grant a Class names, when the Class is ours and was given to this gateway. */
  readonly grantOf: (octets: Uint8Array, gateway: string) => number | undefined
  readonly subjectOf: (grant: number) => GrantSubject | undefined
  /** The device behind a MAC, if it was ever seen signing in. */
  readonly deviceOf: (mac: Mac) => number | undefined
  readonly siteOf: (gateway: string) => string | undefined
  /** Told of every session that changed, once the change is on disk. */
  readonly onChange?: (session: Epoch) => void
}

/** The session word of a request that names a session. */
type Heard = { readonly request: AccountingRequest; readonly word: Word; readonly key: string }

/**
 * Accounting-Requests into sessions, usage and presence: exactly once, whatever the network does.
 *
 * Each request is one turn of the group commit: the raw record, the session and every roll-up are on
 * disk together, or none is. What makes it exact is in `merge.ts`.
 */
export class Accounting {
  readonly #ports: AccountingPorts

  constructor(ports: AccountingPorts) {
    this.#ports = ports
  }

  /**
   * Resolves once the record is on disk: only then may the gateway be answered (RFC 2866 §2). Rejects
   * with a `Fault` when the disk refused; the gateway will try again.
   */
  async record(request: AccountingRequest): Promise<void> {
    await this.#tell(this.#turn(request))
  }

  /** Ends a live session whose gateway says that it has none, at its last word (RFC 5176 §3.5, 503). */
  async closeGone(session: number): Promise<void> {
    await this.#tell(() => {
      const ended = this.#ports.sessions.endGone(session, 'Lost-Service')
      return ended ? [ended] : []
    })
  }

  async #tell(turn: () => readonly Epoch[]): Promise<void> {
    const { commit, onChange } = this.#ports
    const changed = await commit.run(turn)
    if (onChange) for (const session of changed) onChange(session)
  }

  /** What a request does to the database, as a function that may run twice. */
  #turn(request: AccountingRequest): () => readonly Epoch[] {
    const { status, acctSessionId, nas } = request
    if (status === 'on' || status === 'off') return () => this.#restart(request, status)

    assert(
      acctSessionId !== undefined,
      'the wire drops a word that names no session (RFC 2866 §5.5)',
    )
    const grant = request.class && this.#ports.grantOf(request.class, nas.id)
    const heard = { request, word: wordOf(request, status, grant), key: acctSessionId }
    return () => this.#hear(heard)
  }

  /** A gateway started or is about to stop: whatever it had open ended at its last word. */
  #restart(request: AccountingRequest, status: 'on' | 'off'): readonly Epoch[] {
    const { records, sessions, siteOf } = this.#ports
    const gateway = request.nas.id
    const at = eventTime(request)
    const site = siteOf(gateway) ?? ''
    const isNew = records.addRestart({ receivedAt: request.receivedAt, at, gateway, site, status })
    return isNew ? sessions.endLost(gateway, at, at + SAME_START_MS) : []
  }

  #hear(heard: Heard): readonly Epoch[] {
    const startedAt = startOf(heard.word)
    const near = { from: startedAt - SAME_START_MS, to: startedAt + SAME_START_MS }
    const epochs = this.#ports.sessions.epochs(heard.request.nas.id, heard.key, near)
    const epoch = epochOf(epochs, heard.word)
    return epoch ? this.#continue(epoch, heard) : this.#begin(heard)
  }

  /** The first word of a session, which need not be its Start. */
  #begin({ request, word, key }: Heard): readonly Epoch[] {
    const { sessions, usage, deviceOf, siteOf } = this.#ports
    const { nas, source, callingStation, userName, framedIp } = request
    const { tally, increment } = hear(undefined, word)
    const subject = this.#subjectOf(word)
    const draft: EpochDraft = {
      gateway: nas.id,
      site: subject?.site ?? siteOf(nas.id) ?? '',
      acctSessionId: key,
      grant: word.grant,
      person: subject?.person,
      device: subject?.device ?? (callingStation && deviceOf(callingStation)),
      userName,
      framedIp,
      nasAddress: source,
      ...this.#settled(tally, nas.id),
    }
    const id = sessions.add(draft)
    const after = { ...draft, id }

    this.#keep(word, after, request)
    const change = spread(increment)
    rollUp(usage, { before: undefined, after }, { change, whole: change })
    return [after]
  }

  /** One more word of a session we know; the newest, or one that comes late. */
  #continue(before: Epoch, { request, word }: Heard): readonly Epoch[] {
    const { sessions, usage, records } = this.#ports
    const isInOrder =
      isNewest(before, word) && (word.grant === undefined || before.grant !== undefined)
    const earlier = isInOrder ? undefined : records.wordsOf(before.id)
    if (!this.#keep(word, before, request)) return []

    const { tally, change, whole } = earlier
      ? replaced(earlier, word)
      : appended(saidOf(before), word)
    const subject = before.grant === undefined ? this.#subjectOf(word) : undefined
    const after: Epoch = {
      ...before,
      ...this.#settled(tally, before.gateway),
      grant: before.grant ?? word.grant,
      person: before.person ?? subject?.person,
      device: subject?.device ?? before.device,
      framedIp: (isInOrder ? request.framedIp : undefined) ?? before.framedIp ?? request.framedIp,
    }
    sessions.update(before, after)
    rollUp(usage, { before, after }, { change, whole })
    return [after]
  }

  #keep(word: Word, session: Epoch, { receivedAt }: AccountingRequest): boolean {
    const { id, gateway, site, acctSessionId } = session
    const origin = { receivedAt, gateway, site, acctSessionId, session: id }
    return this.#ports.records.addWord(word, origin)
  }

  #subjectOf({ grant }: Word): GrantSubject | undefined {
    return grant === undefined ? undefined : this.#ports.subjectOf(grant)
  }

  /** A tally as the session keeps it: with its end, said or concluded. */
  #settled(tally: Tally, gateway: string) {
    const { records } = this.#ports
    const isSaid = tally.stoppedAt !== undefined
    const { stoppedAt, stopCause, isInferred } = endOf(
      tally,
      isSaid ? undefined : records.restartedAt(gateway),
    )
    return { ...tally, stoppedAt, stopCause, isStopInferred: isInferred }
  }
}

/** What the words heard so far came to: an end that was only concluded is no part of it. */
function saidOf(epoch: Epoch): Tally {
  const { startedAt, updatedAt, seconds, octetsIn, octetsOut } = epoch
  const stoppedAt = epoch.isStopInferred ? undefined : epoch.stoppedAt
  const stopCause = epoch.isStopInferred ? undefined : epoch.stopCause
  return { startedAt, updatedAt, stoppedAt, stopCause, seconds, octetsIn, octetsOut }
}

type Retelling = {
  readonly tally: Tally
  readonly change: readonly Slice[]
  readonly whole: readonly Slice[]
}

/** Whose session it is does not change here, so the whole of it is not asked for. */
function appended(said: Tally, word: Word): Retelling {
  const { tally, increment } = hear(said, word)
  const change = spread(increment)
  return { tally, change, whole: change }
}

/** The session told again with the late word in its place: takes back the old telling, adds the new. */
function replaced(earlier: readonly Word[], word: Word): Retelling {
  const was = replay(earlier).increments.flatMap(spread)
  const { tally, increments } = replay([...earlier, word])
  assert(tally, 'a session has a word')
  const is = increments.flatMap(spread)
  return { tally, change: [...is, ...was.map(negated)], whole: is }
}

function negated({ hour, seconds, octetsIn, octetsOut }: Slice): Slice {
  return { hour, seconds: -seconds, octetsIn: -octetsIn, octetsOut: -octetsOut }
}
