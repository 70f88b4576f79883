import { type Clock, SECOND } from '#src/kernel/clock.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Mac } from '#src/kernel/mac.ts'
import type { Vendor } from '#src/kernel/vendor.ts'
import type { Attributes } from '#src/radius/attributes.ts'
import type { DynauthAnswer } from '#src/radius/client.ts'
import type { Attribute } from '#src/radius/dictionary.ts'
import { ERROR_CAUSE } from '#src/radius/message.ts'
import { type Due, NasSession } from './nas-session.ts'
import {
  type Allowance,
  NAS_VENDORS,
  type NasFacts,
  type NasVendor,
  type TerminateCause,
} from './nas-vendor.ts'
import type { Station } from './wireless.ts'

/** What the RADIUS server said to a sign-in, or that it said nothing. */
type SignIn =
  | { readonly kind: 'accepted'; readonly session: NasSession }
  | { readonly kind: 'rejected'; readonly message: string | undefined }
  | { readonly kind: 'silent' }

/** The way to the RADIUS server. */
export type Uplink = {
  /** The verified reply to an Access-Request; throws `network/unavailable` when none came. */
  readonly access: (
    attributes: readonly Attribute[],
  ) => Promise<{ readonly accepted: boolean; readonly attributes: Attributes }>
  /** Resolves when the record was acknowledged; retransmits until then, or throws. */
  readonly account: (attributes: readonly Attribute[]) => Promise<void>
}

type NasPorts = {
  readonly uplink: Uplink
  readonly clock: Clock
  readonly log: Log
}

/**
 * The RADIUS half of a gateway: asks before it opens, keeps the sessions it opened within what they
 * were allowed, reports their usage, and closes them when it is told to.
 */
export class Nas {
  readonly #vendor: NasVendor
  readonly #facts: NasFacts
  readonly #localInterimSeconds: number | undefined
  readonly #ports: NasPorts
  readonly #sessions = new Map<Mac, NasSession>()
  readonly #underway = new Set<Promise<void>>()
  readonly #bootSeconds: number
  #count = 0
  #isDown = false

  constructor(
    vendor: Vendor,
    facts: NasFacts,
    localInterimSeconds: number | undefined,
    ports: NasPorts,
  ) {
    this.#vendor = NAS_VENDORS[vendor]
    this.#facts = facts
    this.#localInterimSeconds = localInterimSeconds
    this.#ports = ports
    this.#bootSeconds = Math.floor(ports.clock() / SECOND)
  }

  /** Says that no session from before exists any more (RFC 2866 §5.1, Accounting-On). */
  boot(): void {
    this.#account(this.#lifecycle('Accounting-On'))
  }

  /** Asks the server whether this phone may in. `proof` holds the password's own attributes. */
  async signIn(station: Station, userName: string, proof: readonly Attribute[]): Promise<SignIn> {
    if (this.#isDown) return { kind: 'silent' }
    const count = ++this.#count
    const acctSessionId = this.#vendor.acctSessionId(this.#bootSeconds, count)
    const name = { station, userName, acctSessionId, port: count }
    try {
      const said = this.#vendor.stationAttributes(this.#facts, name)
      const reply = await this.#ports.uplink.access([...said, ...proof])
      if (!reply.accepted)
        return { kind: 'rejected', message: reply.attributes.text('Reply-Message') }
      return { kind: 'accepted', session: this.#open(name, reply.attributes) }
    } catch (error) {
      this.#ports.log('simulator.no-radius', {
        gateway: this.#facts.identifier,
        why: String(error),
      })
      return { kind: 'silent' }
    }
  }

  /** Asks whether this device may in by its address alone; nothing said of it is shown to anybody. */
  async signInByMac(station: Station): Promise<void> {
    const { userName, password } = this.#vendor.macLogin(station.mac)
    await this.signIn(station, userName, [['User-Password', password]])
  }

  sessionOf(mac: Mac): NasSession | undefined {
    return this.#sessions.get(mac)
  }

  /** Ends the phone's session, if it has one. */
  end(mac: Mac, cause: TerminateCause): boolean {
    const session = this.#sessions.get(mac)
    if (!session) return false
    this.#sessions.delete(mac)
    const now = this.#ports.clock()
    this.#account([
      ...this.#record('Stop', session),
      ...session.counters(now, this.#vendor.viewPoint),
      ['Acct-Terminate-Cause', cause],
    ])
    return true
  }

  /** Ends what is due to end and reports what is due to be reported. Called about once a second. */
  enforce(): void {
    const now = this.#ports.clock()
    for (const [mac, session] of this.#sessions) {
      const due = session.dueAt(now)
      if (due === 'interim') {
        session.reported(now)
        this.#account([
          ...this.#record('Interim-Update', session),
          ...session.counters(now, this.#vendor.viewPoint),
        ])
      } else if (due) {
        this.end(mac, this.#causeOf(due))
      }
    }
  }

  /** Answers a Disconnect-Request (RFC 5176 §2.1). */
  disconnect(request: Attributes): DynauthAnswer {
    const session = this.#namedBy(request)
    if (!session) return this.#nak(ERROR_CAUSE.sessionContextNotFound)
    this.end(session.name.station.mac, 'Admin-Reset')
    return 'ack'
  }

  /** Answers a CoA-Request (RFC 5176 §2.2): all of it is done or none. */
  change(request: Attributes): DynauthAnswer {
    const session = this.#namedBy(request)
    if (!session) return this.#nak(ERROR_CAUSE.sessionContextNotFound)
    const changed = this.#vendor.changed(session.allowance, this.#allowanceIn(request))
    if ('nak' in changed) return this.#nak(changed.nak)
    session.allow(changed, this.#ports.clock())
    return 'ack'
  }

  /** Ends every session, says Accounting-Off, and waits for what is still on its way. */
  async shutDown(): Promise<void> {
    this.#isDown = true
    for (const mac of this.#sessions.keys()) this.end(mac, 'NAS-Reboot')
    await this.settled()
    this.#account(this.#lifecycle('Accounting-Off'))
    await this.settled()
  }

  /** Resolves when every record so far was acknowledged or given up. */
  async settled(): Promise<void> {
    while (this.#underway.size > 0) await Promise.all(this.#underway)
  }

  #open(name: NasSession['name'], reply: Attributes): NasSession {
    this.end(name.station.mac, 'User-Request')
    const session = new NasSession(name, this.#allowanceIn(reply), this.#ports.clock())
    this.#sessions.set(name.station.mac, session)
    this.#account(this.#record('Start', session))
    return session
  }

  #allowanceIn(said: Attributes): Allowance {
    return {
      sessionSeconds: said.integer('Session-Timeout'),
      idleSeconds: said.integer('Idle-Timeout'),
      octets: this.#vendor.quotaOf(said),
      rate: this.#vendor.rateOf(said),
      interimSeconds: this.#localInterimSeconds ?? said.integer('Acct-Interim-Interval'),
      class: said.octets('Class'),
    }
  }

  #namedBy(request: Attributes): NasSession | undefined {
    return [...this.#sessions.values()].find(({ name }) => this.#vendor.isNamedBy(request, name))
  }

  #nak(cause: number): DynauthAnswer {
    return { nak: this.#vendor.givesCause ? cause : undefined }
  }

  #record(status: string, { name, allowance }: NasSession): Attribute[] {
    return [
      ['Acct-Status-Type', status],
      ...this.#vendor.stationAttributes(this.#facts, name),
      ['Acct-Authentic', 'RADIUS'],
      ['Event-Timestamp', new Date(this.#ports.clock())],
      ...(allowance.class ? [['Class', allowance.class] as const] : []),
    ]
  }

  #lifecycle(status: string): Attribute[] {
    return [
      ['Acct-Status-Type', status],
      ['NAS-Identifier', this.#facts.identifier],
      ['NAS-IP-Address', this.#facts.address],
      ['Acct-Session-Id', this.#vendor.acctSessionId(this.#bootSeconds, 0)],
      ['Event-Timestamp', new Date(this.#ports.clock())],
    ]
  }

  #causeOf(due: Exclude<Due, 'interim' | undefined>): TerminateCause {
    if (due === 'quota') return this.#vendor.quotaCause
    return due === 'idle-timeout' ? 'Idle-Timeout' : 'Session-Timeout'
  }

  #account(record: readonly Attribute[]): void {
    const sent = this.#deliver(record).finally(() => this.#underway.delete(sent))
    this.#underway.add(sent)
  }

  /** Each further try is a new request, because what it says of its own age changed (RFC 2866 §5.2). */
  async #deliver(record: readonly Attribute[]): Promise<void> {
    const since = this.#ports.clock()
    for (let round = 1; ; round++) {
      const delay = Math.floor((this.#ports.clock() - since) / SECOND)
      try {
        await this.#ports.uplink.account([...record, ['Acct-Delay-Time', delay]])
        return
      } catch (error) {
        if (round < ACCT_ROUNDS_MAX && !this.#isDown) continue
        const why = error instanceof Error ? error.message : String(error)
        this.#ports.log('simulator.unacknowledged', { gateway: this.#facts.identifier, why })
        return
      }
    }
  }
}

/** With the client's own retransmissions a record is kept for about a minute. */
const ACCT_ROUNDS_MAX = 4
