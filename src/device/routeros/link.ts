import { MINUTE, SECOND } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { Secret } from '#src/kernel/secret.ts'
import { printable } from '#src/kernel/text.ts'
import { FatalError, newApi, PinError, type RepairedApi, type Row, TrapError } from './repair.ts'
import { WireError } from './wire.ts'

/** Where a device answers its API, and as whom we sign in. */
export type LinkAccess = {
  readonly host: string
  /** Always said: RouterOS answers plainly on 8728, over TLS on 8729. */
  readonly port: number
  readonly user: string
  readonly password: Secret
  /** SHA-256 of the device's certificate, lower-case hex. Without it the link is plain. */
  readonly fingerprint?: string
}

export type CallOptions = {
  /** Query words, a program for the device's stack machine: `?name=x`, `?#|`. */
  readonly queries?: readonly string[]
  readonly signal?: AbortSignal
  readonly deadlineMs?: number
}

/** TCP, TLS and sign-in together. A device whose service filters our address just stays silent. */
const CONNECT_MS_MAX = 10 * SECOND
/** RouterOS takes its time over flash writes; a reply later than this never comes. */
const COMMAND_MS_MAX = 30 * SECOND
/** How long a close waits for the device's FIN. */
const CLOSE_MS_MAX = SECOND

const WHY_MAX = 300
const SECRET_NAMES = /password|passphrase|secret|response/i

/**
 * Signs in to a device. Throws `device/unreachable`, `device/refused`, or the reason of `signal`; a
 * signal that ran out of time leaves the device unreachable.
 */
export async function openLink(access: LinkAccess, options: CallOptions = {}): Promise<Link> {
  const link = new Link(access)
  await link.connect(options)
  return link
}

/**
 * One conversation with one RouterOS device: a command at a time, each with a deadline.
 *
 * What cannot be known to have ended (a deadline, an abort, a lost peer) ends the link with it, so no
 * late reply is ever taken for another command's. The link is not reused after that; open another.
 */
export class Link {
  readonly #access: LinkAccess
  readonly #api: RepairedApi
  readonly #waiting = new Set<(reason: unknown) => void>()
  #turn: Promise<unknown> = Promise.resolve()
  #down: unknown
  #closed: Promise<void> | undefined

  constructor(access: LinkAccess) {
    const { host, port, user, password, fingerprint } = access
    this.#access = access
    this.#api = newApi({
      host,
      port,
      user,
      password: password.reveal(),
      timeout: (2 * MINUTE) / SECOND,
      ...(fingerprint ? { tls: pinnedTls(fingerprint) } : {}),
    })
    this.#api.on('error', (error) => this.#fall(error))
    this.#api.on('close', () => this.#fall(new Error('the device closed the connection')))
  }

  /** For `openLink` alone. */
  async connect({ signal, deadlineMs = CONNECT_MS_MAX }: CallOptions): Promise<void> {
    try {
      signal?.throwIfAborted()
      await this.#bounded(this.#api.connect(), deadlineMs, signal)
    } catch (error) {
      this.#fall(error)
      throw this.#faultOf(error, '/login', {}, signal)
    }
  }

  /**
   * Runs one command and gives its rows; what `!done` carried (`ret`) is the last of them.
   *
   * Calls wait for each other. Throws `device/refused` with the device's words, `device/unreachable`,
   * or the reason of `signal`.
   */
  call(
    command: string,
    attributes: Readonly<Record<string, string>> = {},
    options: CallOptions = {},
  ): Promise<Row[]> {
    const run = this.#turn.then(() => this.#send(command, attributes, options))
    this.#turn = run.catch(() => undefined)
    return run
  }

  /** Says goodbye and lets go, however the device takes it. Any number of times. */
  close(): Promise<void> {
    this.#closed ??= this.#shut()
    return this.#closed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #send(
    command: string,
    attributes: Readonly<Record<string, string>>,
    { queries = [], signal, deadlineMs = COMMAND_MS_MAX }: CallOptions,
  ): Promise<Row[]> {
    if (signal?.aborted) throw this.#faultOf(signal.reason, command, attributes, signal)
    if (this.#down !== undefined) throw this.#faultOf(this.#down, command, attributes)
    const words = Object.entries(attributes).map(([name, value]) => `=${name}=${value}`)
    try {
      const reply = this.#api.write([command, ...words, ...queries])
      return await this.#bounded(reply, deadlineMs, signal)
    } catch (error) {
      if (!(error instanceof TrapError)) this.#fall(error)
      throw this.#faultOf(error, command, attributes, signal)
    }
  }

  async #bounded<T>(work: Promise<T>, deadlineMs: number, signal?: AbortSignal): Promise<T> {
    const { promise: lost, reject } = Promise.withResolvers<never>()
    const abort = () => reject(signal?.reason)
    const late = () => reject(new Error(`no answer within ${deadlineMs / SECOND} s`))
    const timer = setTimeout(late, deadlineMs)
    signal?.addEventListener('abort', abort)
    this.#waiting.add(reject)
    try {
      return await Promise.race([work, lost])
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      this.#waiting.delete(reject)
    }
  }

  #fall(reason: unknown): void {
    if (this.#down !== undefined) return
    this.#down = reason
    this.#api.connector?.destroy()
    for (const reject of this.#waiting) reject(reason)
  }

  async #shut(): Promise<void> {
    if (this.#down !== undefined) return
    this.#down = new Error('the link was closed')
    for (const reject of this.#waiting) reject(this.#down)

    const { connector } = this.#api
    if (!connector) return
    const { promise: gone, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, CLOSE_MS_MAX)
    connector.socket.once('close', () => resolve())
    connector.close()
    await gone
    clearTimeout(timer)
    connector.destroy()
  }

  #faultOf(
    error: unknown,
    command: string,
    attributes: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): unknown {
    if (signal?.aborted && error === signal.reason && !isTimeout(error)) return error
    const { host, port } = this.#access
    const why = this.#redacted(error instanceof Error ? saying(error) : String(error), attributes)
    if (error instanceof TrapError) {
      const says = `${host}:${port} refused ${command}: ${why}`
      const category = error.traps[0]?.category
      return new Fault('device/refused', {
        host,
        port,
        command,
        why,
        says,
        ...(category === undefined ? {} : { category }),
      })
    }
    const says = `${host}:${port} cannot be reached: ${why}`
    return new Fault('device/unreachable', { host, port, command, kind: kindOf(error), why, says })
  }

  #redacted(text: string, attributes: Readonly<Record<string, string>>): string {
    const sent = Object.entries(attributes)
      .filter(([name]) => SECRET_NAMES.test(name))
      .map(([, value]) => value)
    const safe = [this.#access.password.reveal(), ...sent]
      .filter((secret) => secret !== '')
      .reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text)
    return printable(safe, WHY_MAX)
  }
}

/** The chain of trust is one certificate long: the repair compares it before the first word is sent. */
function pinnedTls(fingerprint: string) {
  return { rejectUnauthorized: false, minVersion: 'TLSv1.2', pinnedSha256: fingerprint } as const
}

/** What `AbortSignal.timeout` gives as its reason. */
function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'TimeoutError'
}

function saying(error: Error): string {
  const { code } = error as NodeJS.ErrnoException
  return error.message || code || error.name
}

function kindOf(error: unknown): string {
  if (error instanceof PinError) return 'certificate'
  if (error instanceof FatalError) return 'fatal'
  if (error instanceof WireError) return 'protocol'
  const { code } = error as NodeJS.ErrnoException
  return typeof code === 'string' ? code : 'lost'
}
