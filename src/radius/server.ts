import { type Clock, type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Log } from '#src/kernel/log.ts'
import { accessAttributes } from './access-reply.ts'
import { readAccessRequest } from './access-request.ts'
import { readAccountingRequest } from './accounting-request.ts'
import {
  type AuthenticRequest,
  Listener,
  type Reply,
  type Service,
  type Silence,
} from './listener.ts'
import type { AccessReply, Nas, RadiusHandlers } from './message.ts'
import { Tally } from './tally.ts'
import type { Endpoint } from './udp.ts'
import { CODE, type Code } from './wire.ts'

export type RadiusOptions = {
  readonly auth: Endpoint
  readonly acct: Endpoint
  readonly handlers: RadiusHandlers
  readonly clock: Clock
  readonly log: Log
  /** A rejection leaves no sooner than this after its request came, so guessing is slow. */
  readonly rejectDelayMs?: Millis
}

export type RadiusServer = AsyncDisposable & {
  readonly authPort: number
  readonly acctPort: number
  /** How often each outcome came about, such as `auth.accept` or `acct.malformed.length`. */
  readonly counters: () => Readonly<Record<string, number>>
}

const NOTHING = new Uint8Array(0)

/**
 * Serves authentication (RFC 2865) and accounting (RFC 2866) on two UDP ports, and answers
 * Status-Server on both (RFC 5997). Throws a Fault when a port cannot be had.
 */
export async function openRadius(options: RadiusOptions): Promise<RadiusServer> {
  const { auth, acct, handlers, clock, log } = options
  const tally = new Tally(clock, log)
  await using opened = new AsyncDisposableStack()
  const open = async (endpoint: Endpoint, service: Service<Nas>) =>
    opened.use(await Listener.open(endpoint, service, clock, tally))

  const authListener = await open(auth, authService(handlers, options.rejectDelayMs ?? SECOND))
  const acctListener = await open(acct, acctService(handlers))
  const listeners = opened.move()
  return {
    authPort: authListener.port,
    acctPort: acctListener.port,
    counters: () => tally.all(),
    [Symbol.asyncDispose]: () => listeners.disposeAsync(),
  }
}

function authService({ nasAt, access }: RadiusHandlers, rejectDelayMs: Millis): Service<Nas> {
  const reject = (request: AuthenticRequest<Nas>, reply: AccessReply): Reply => ({
    ...answer('reject', CODE.accessReject, accessAttributes(reply, request.nas.vendor)),
    notBefore: request.receivedAt + rejectDelayMs,
  })

  return {
    name: 'auth',
    codes: [CODE.accessRequest, CODE.statusServer],
    nasAt,
    async answer(request) {
      const { packet, nas } = request
      if (packet.code === CODE.statusServer) return answer('status', CODE.accessAccept)

      const read = readAccessRequest(packet, nas)
      // A phone can type any name: silence to that would make its gateway think we are gone.
      if ('kind' in read && read.reason === 'user-name') return reject(request, { kind: 'reject' })
      if ('kind' in read) return silence(read.reason)

      const reply = await access(read)
      if (reply.kind === 'reject') return reject(request, reply)
      return answer('accept', CODE.accessAccept, accessAttributes(reply, nas.vendor))
    },
  }
}

function acctService({ nasAt, accounting }: RadiusHandlers): Service<Nas> {
  return {
    name: 'acct',
    codes: [CODE.accountingRequest, CODE.statusServer],
    nasAt,
    async answer(request) {
      if (request.packet.code === CODE.statusServer) {
        return answer('status', CODE.accountingResponse)
      }

      const read = readAccountingRequest(request)
      if ('kind' in read) return silence(read.reason)

      // RFC 2866 §2: the record is kept before it is acknowledged.
      await accounting(read)
      return answer('recorded', CODE.accountingResponse)
    },
  }
}

function answer(outcome: string, code: Code, attributes: Uint8Array = NOTHING): Reply {
  return { kind: 'reply', outcome, code, attributes }
}

function silence(reason: string): Silence {
  return { kind: 'silence', outcome: `unusable.${reason}` }
}
