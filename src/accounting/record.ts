import { assert } from '#src/kernel/assert.ts'
import type { Millis } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { Mac } from '#src/kernel/mac.ts'
import type { AccountingRequest } from '#src/radius/message.ts'
import type { Epoch } from '#src/sessions/epoch.ts'
import type { LiveSessions } from '#src/sessions/live-sessions.ts'
import type { UsageStore } from '#src/sessions/usage-store.ts'
import type { Book, Journal } from '#src/store/journal.ts'
import type { ClockSteps } from './clock-steps.ts'
import { conclude } from './conclude.ts'
import { entryOf, type Said, saidIn, saidOf } from './entry.ts'
import {
  type End,
  endOf,
  epochOf,
  eventTime,
  hear,
  isNewest,
  replay,
  startOf,
  type Tally,
  type Word,
  wordOf,
} from './merge.ts'
import type { Restart, RestartStore } from './restart-store.ts'
import { rollUp } from './rollup.ts'
import { type Slice, spread } from './spread.ts'
import { textOf, wordsIn } from './word-text.ts'

/** Whom a grant let in, on what, where. */
export type GrantSubject = {
  readonly person: number
  readonly device: number
  readonly site: string
}

/** What accounting asks the rest of the house. */
export type AccountingPorts = {
  readonly journal: Pick<Journal, 'book'>
  readonly live: LiveSessions
  readonly usage: UsageStore
  readonly restarts: RestartStore
  readonly steps: Pick<ClockSteps, 'note' | 'before'>
  /** The grant a Class names, when the Class is ours and was given to this gateway. */
  readonly grantOf: (octets: Uint8Array, gateway: string) => number | undefined
  readonly subjectOf: (grant: number) => GrantSubject | undefined
  /** The device behind a MAC, if it was ever seen signing in. */
  readonly deviceOf: (mac: Mac) => number | undefined
  readonly siteOf: (gateway: string) => string | undefined
  /** Whether the disk has room for accounting; what is left when it has none is for sign-ins. */
  readonly hasRoom: () => boolean
  /** Told of every session that changed, once the change is on disk. */
  readonly onChange?: (session: Epoch) => void
}

const NO_ROOM = 'the disk is nearly full: what is left of it is for sign-ins'

/**
 * Accounting-Requests into sessions, usage and presence: exactly once, whatever the network does.
 *
 * What a request says is on disk, in the journal, before anything comes of it; what comes of it is in
 * memory when the gateway is answered, and in the database a moment later. What makes it exact is in
 * `merge.ts`.
 */
export class Accounting {
  readonly #ports: AccountingPorts
  readonly #words: Book
  readonly #restarts: Book

  constructor(ports: AccountingPorts) {
    this.#ports = ports
    this.#words = ports.journal.book('w', (entry) => void this.#hear(saidIn(entry)))
    this.#restarts = ports.journal.book('r', (entry) => void this.#restart(JSON.parse(entry)))
  }

  /**
   * Resolves once the record is on disk: only then may the gateway be answered (RFC 2866 §2). Rejects
   * with a `Fault` when the disk refused, or is nearly full; the gateway will try again.
   */
  record(request: AccountingRequest): Promise<void> {
    if (!this.#ports.hasRoom()) return Promise.reject(new Fault('store/full', { says: NO_ROOM }))
    const { status } = request
    return status === 'on' || status === 'off'
      ? this.#recordRestart({ gateway: request.nas.id, at: eventTime(request), status })
      : this.#recordWord(request, status)
  }

  /** Ends a live session whose gateway says that it has none, at its last word (RFC 5176 §3.5, 503). */
  async closeGone(session: number): Promise<void> {
    const epoch = this.#ports.live.find(session)
    if (epoch && epoch.stoppedAt === undefined) this.#tell([this.#end(epoch, 'Lost-Service')])
  }

  /**
   * Ends the live sessions that no Stop will come for. `interimMs` is the longest that gateways were
   * told to wait between two words. Meant for twice a minute. While no words are taken nobody is silent.
   * Resolves when all were looked at.
   */
  async endLost(interimMs: Millis): Promise<void> {
    const { hasRoom, live } = this.#ports
    if (!hasRoom()) {
      live.listenAnew()
      return
    }
    await conclude(live, interimMs, ({ session, cause }) => this.#tell([this.#end(session, cause)]))
  }

  #tell(changed: readonly Epoch[]): void {
    const { onChange } = this.#ports
    if (onChange) for (const session of changed) onChange(session)
  }

  #recordRestart(restart: Restart): Promise<void> {
    const work = () => this.#tell(this.#restart(restart))
    return this.#restarts.write(JSON.stringify(restart), work)
  }

  #recordWord(request: AccountingRequest, status: Word['status']): Promise<void> {
    const { acctSessionId, callingStation, nas } = request
    assert(
      acctSessionId !== undefined,
      'the wire drops a word that names no session (RFC 2866 §5.5)',
    )
    const { grantOf, deviceOf } = this.#ports
    const grant = request.class && grantOf(request.class, nas.id)
    const device = grant === undefined && callingStation ? deviceOf(callingStation) : undefined
    const told = wordOf(request, status, grant)
    const said = saidOf(request, acctSessionId, device, this.#steadied(told, request))
    return this.#words.write(entryOf(said), () => this.#tell(this.#hear(said)))
  }

  /** The word as it would be had nobody set our clock since its session began. */
  #steadied(word: Word, request: AccountingRequest): Word {
    const { nas, acctSessionId = '', receivedAt } = request
    const { steps, live } = this.#ports
    steps.note(receivedAt)
    const earlier = steps.before(receivedAt)
    if (earlier.length === 0) return word
    const isHeld = (said: Word) =>
      epochOf(live.near(nas.id, acctSessionId, startOf(said)), said) !== undefined
    if (isHeld(word)) return word
    return (
      earlier
        .map((arrived) => ({ ...word, at: eventTime({ ...request, receivedAt: arrived }) }))
        .find(isHeld) ?? word
    )
  }

  /** A gateway started or is about to stop: whatever it had open ended at its last word. */
  #restart(restart: Restart): readonly Epoch[] {
    const { restarts, live } = this.#ports
    restarts.add(restart)
    return live
      .ofGateway(restart.gateway)
      .filter((epoch) => endOf(epoch, restart.at).stoppedAt !== undefined)
      .map((epoch) => this.#end(epoch, 'NAS-Reboot'))
  }

  /** Ends a session nobody has said the end of, at its last word: nobody knows more. */
  #end(before: Epoch, cause: string): Epoch {
    const end = { stoppedAt: before.updatedAt, stopCause: cause, isStopInferred: true }
    const after = { ...before, ...end }
    this.#ports.live.change(before, after, '')
    return after
  }

  #hear(said: Said): readonly Epoch[] {
    const { gateway, acctSessionId, word } = said
    const near = this.#ports.live.near(gateway, acctSessionId, startOf(word))
    const epoch = epochOf(near, word)
    return epoch ? this.#continue(epoch, said) : this.#begin(said, near)
  }

  /** The first word of a session, which need not be its Start. */
  #begin(said: Said, near: readonly Epoch[]): readonly Epoch[] {
    const { live, usage, siteOf } = this.#ports
    const { gateway, nasAddress, acctSessionId, userName, framedIp, device, word } = said
    const { tally, increment } = hear(undefined, word)
    const subject = this.#subjectOf(word)
    const { stoppedAt, stopCause, isInferred } = this.#endOf(tally, gateway)
    // Field by field, not by spreading: every packet comes through here, and what a field is added to
    // takes two objects.
    const after: Epoch = {
      id: live.nextId(),
      gateway,
      site: subject?.site ?? siteOf(gateway) ?? '',
      acctSessionId,
      acctMultiSessionId: said.acctMultiSessionId,
      grant: word.grant,
      person: subject?.person,
      device: subject?.device ?? device,
      userName,
      framedIp,
      nasAddress,
      startedAt: tally.startedAt,
      updatedAt: tally.updatedAt,
      stoppedAt,
      stopCause,
      seconds: tally.seconds,
      octetsIn: tally.octetsIn,
      octetsOut: tally.octetsOut,
      isStopInferred: isInferred,
    }
    live.add(after, `${said.line}\n`, near)
    const change = spread(increment)
    rollUp(usage, { before: undefined, after }, { change, whole: change })
    return [after]
  }

  /** One more word of a session we know; the newest, or one that comes late. */
  #continue(before: Epoch, { word, line, framedIp, acctMultiSessionId }: Said): readonly Epoch[] {
    const { live, usage } = this.#ports
    const isInOrder =
      isNewest(before, word) && (word.grant === undefined || before.grant !== undefined)
    const earlier = isInOrder ? undefined : wordsIn(live.wordsOf(before.id))
    if (earlier?.some((known) => textOf(known) === line)) return []

    const { tally, change, whole } = earlier
      ? replaced(earlier, word)
      : appended(saidOfEpoch(before), word)
    const subject = before.grant === undefined ? this.#subjectOf(word) : undefined
    const { stoppedAt, stopCause, isInferred } = this.#endOf(tally, before.gateway, before)
    const after: Epoch = {
      id: before.id,
      gateway: before.gateway,
      site: before.site,
      acctSessionId: before.acctSessionId,
      acctMultiSessionId: before.acctMultiSessionId ?? acctMultiSessionId,
      grant: before.grant ?? word.grant,
      person: before.person ?? subject?.person,
      device: subject?.device ?? before.device,
      userName: before.userName,
      framedIp: (isInOrder ? framedIp : undefined) ?? before.framedIp ?? framedIp,
      nasAddress: before.nasAddress,
      startedAt: tally.startedAt,
      updatedAt: tally.updatedAt,
      stoppedAt,
      stopCause,
      seconds: tally.seconds,
      octetsIn: tally.octetsIn,
      octetsOut: tally.octetsOut,
      isStopInferred: isInferred,
    }
    live.change(before, after, `${line}\n`)
    rollUp(usage, { before, after }, { change, whole })
    return [after]
  }

  #subjectOf({ grant }: Word): GrantSubject | undefined {
    return grant === undefined ? undefined : this.#ports.subjectOf(grant)
  }

  /** How a session stands. One that was taken to be over is open again once it says something newer. */
  #endOf(tally: Tally, gateway: string, before?: Epoch): End {
    const isSaid = tally.stoppedAt !== undefined
    const end = endOf(tally, isSaid ? undefined : this.#ports.restarts.latest(gateway))
    const isStillOver =
      end.stoppedAt === undefined && before?.isStopInferred && tally.updatedAt === before.updatedAt
    return isStillOver
      ? { stoppedAt: before.stoppedAt, stopCause: before.stopCause, isInferred: true }
      : end
  }
}

/** What the words heard so far came to: an end that was only concluded is no part of it. */
function saidOfEpoch(epoch: Epoch): Tally {
  return epoch.isStopInferred ? { ...epoch, stoppedAt: undefined, stopCause: undefined } : epoch
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
