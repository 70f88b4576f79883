import { isIP } from 'node:net'
import { type Clock, MINUTE, type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Limits } from '#src/kernel/limits.ts'
import { type Entropy, systemEntropy } from '#src/kernel/random.ts'
import type { Secret } from '#src/kernel/secret.ts'
import { shared } from '#src/kernel/shared.ts'
import { type Attribute, layout, uint32 } from './dictionary.ts'
import { outcomeOf } from './dynauth-outcome.ts'
import type { DisconnectOutcome, DynauthOutcome, Nas, SessionKey } from './message.ts'
import { Requester, type Retry } from './requester.ts'
import { keyOf } from './signature.ts'
import type { Endpoint } from './udp.ts'
import { DIALECTS } from './vendors/dialects.ts'
import { CODE } from './wire.ts'

/** RFC 5080 §2.2.1: copies after 2, 4, 8 and 16 s more, five at most, and half a minute in all. */
const RETRY: Retry = { firstMs: 2 * SECOND, attempts: 5, withinMs: 30 * SECOND }

/** A port is kept while a gateway is likely to be asked again. */
const IDLE_MS: Millis = MINUTE

export type DynauthClientOptions = {
  readonly clock: Clock
  readonly entropy?: Entropy
  readonly retry?: Retry
  /** The address to ask from, where a gateway's is of its family: gateways believe their server's alone. */
  readonly localAddress?: string
  /** How long the port to a gateway stays open when nothing more is asked of it. */
  readonly idleMs?: Millis
}

/** What to ask of a gateway, whose answer this much is known of. */
type Question = {
  readonly nas: Nas
  readonly target: Endpoint
  readonly code: typeof CODE.disconnectRequest | typeof CODE.coaRequest
  readonly attributes: readonly Attribute[]
}

/** The port from which one gateway is asked. */
type Line = {
  readonly requester: Promise<Requester>
  users: number
  hangUp?: NodeJS.Timeout
}

/**
 * The client's half of dynamic authorization (RFC 5176): asks gateways to end sessions or to change
 * them. One for the whole city; a gateway is asked from a port of its own, so that one which is silent
 * takes no identifier from another.
 *
 * Only an `ack` means that it is done. `nak` with 503 means the gateway knows no such session. Silence
 * means nothing: the request, the reply or the gateway may be lost. A Fault is thrown when there is no
 * way to the gateway at all. Asking for the same thing while it is being asked is one asking.
 */
export class DynauthClient implements AsyncDisposable {
  readonly #options: DynauthClientOptions
  readonly #lines = new Map<string, Line>()
  readonly #ask = shared((question: Question) => this.#exchange(question), nameOf)

  constructor(options: DynauthClientOptions) {
    this.#options = options
  }

  /** Asks a gateway to end a session (RFC 5176 §2.1). Names the session and nothing else (§3). */
  disconnect(nas: Nas, session: SessionKey, target: Endpoint): Promise<DisconnectOutcome> {
    const attributes = DIALECTS[nas.vendor].session(session)
    return this.#ask({ nas, target, code: CODE.disconnectRequest, attributes })
  }

  /**
   * Asks a gateway to keep a running session to these limits from now on (RFC 5176 §2.2). They count
   * from the session's beginning, as those of its Access-Accept did.
   */
  async change(
    nas: Nas,
    session: SessionKey,
    limits: Limits,
    target: Endpoint,
  ): Promise<DynauthOutcome> {
    const dialect = DIALECTS[nas.vendor]
    const changes = dialect.change(limits)
    if (!changes) return { kind: 'unsupported' }
    const attributes = [...dialect.session(session), ...changes]
    return this.#ask({ nas, target, code: CODE.coaRequest, attributes })
  }

  /** Gives up what is being asked, as silence, and closes every port. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#lines.keys()].map((name) => this.#hangUp(name)))
  }

  async #exchange({ nas, target, code, attributes }: Question): Promise<DisconnectOutcome> {
    const { clock, retry = RETRY, idleMs = IDLE_MS } = this.#options
    // Laid out once, when an identifier is free: a copy sent later must be the same octets,
    // Event-Timestamp included (RFC 5176 §2.3, §3.3).
    const dated = () =>
      layout([...attributes, ['Event-Timestamp', uint32(Math.floor(clock() / SECOND))]])
    const name = [target.host, target.port, nas.secret.reveal()].join(' ')
    const line = this.#lineTo(name, target, nas.secret)
    line.users++
    clearTimeout(line.hangUp)
    try {
      const requester = await line.requester
      const reply = await requester.ask(code, dated, retry)
      return outcomeOf(code, reply, DIALECTS[nas.vendor].bareNak)
    } finally {
      line.users--
      if (line.users === 0 && this.#lines.get(name) === line)
        line.hangUp = setTimeout(() => void this.#hangUp(name), idleMs).unref()
    }
  }

  #lineTo(name: string, target: Endpoint, secret: Secret): Line {
    const known = this.#lines.get(name)
    if (known) return known
    const { entropy = systemEntropy, localAddress } = this.#options
    const canReach = localAddress && isIP(localAddress) === isIP(target.host)
    const from = canReach ? localAddress : undefined
    const requester = Requester.open(target, keyOf(secret), entropy, from)
    const line = { requester, users: 0 }
    this.#lines.set(name, line)
    requester.catch(() => this.#lines.delete(name))
    return line
  }

  async #hangUp(name: string): Promise<void> {
    const line = this.#lines.get(name)
    this.#lines.delete(name)
    clearTimeout(line?.hangUp)
    // One that was never opened has nothing to close.
    const requester = await line?.requester.catch(() => undefined)
    await requester?.[Symbol.asyncDispose]()
  }
}

/** What is the same for all who ask for the same thing. */
function nameOf({ target, code, attributes }: Question): string {
  return [target.host, target.port, code, layout(attributes).toString('latin1')].join(' ')
}
