import { type Clock, type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Ip } from '#src/kernel/ip.ts'
import type { Log } from '#src/kernel/log.ts'
import { accessAttributes } from './access-reply.ts'
import { readAccessRequest } from './access-request.ts'
import { readAccountingRequest } from './accounting-request.ts'
import { Listener } from './listener.ts'
import type { AccessReply, Nas, RadiusHandlers } from './message.ts'
import type { AuthenticRequest, Reply, Service, Silence } from './service.ts'
import { Tally } from './tally.ts'
import type { Endpoint } from './udp.ts'
import { CODE, type Code } from './wire.ts'

/**
 * Answers a request that is another server's to decide (RFC 2865 §2.3), or nothing: then it is ours.
 * Asked first, for every Access-Request and Accounting-Request of an authentic gateway.
 */
export type Forward = (request: AuthenticRequest<Nas>) => Promise<Reply | Silence> | undefined

export type RadiusOptions = {
  readonly auth: Endpoint
  readonly acct: Endpoint
  readonly handlers: RadiusHandlers
  readonly forward?: Forward
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

  const rejectDelayMs = options.rejectDelayMs ?? SECOND
  const forwarding = (service: Service<Nas>) => forwarded(service, options.forward, rejectDelayMs)
  const authListener = await open(auth, forwarding(authService(handlers, rejectDelayMs)))
  const acctListener = await open(acct, forwarding(acctService(handlers)))
  const listeners = opened.move()
  return {
    authPort: authListener.port,
    acctPort: acctListener.port,
    counters: () => tally.all(),
    [Symbol.asyncDispose]: () => listeners.disposeAsync(),
  }
}

function authService(handlers: RadiusHandlers, rejectDelayMs: Millis): Service<Nas> {
  const reject = (request: AuthenticRequest<Nas>, reply: AccessReply): Reply => ({
    ...answer('reject', CODE.accessReject, accessAttributes(reply, request.nas.vendor)),
    notBefore: request.receivedAt + rejectDelayMs,
  })

  return {
    ...common(handlers, 'auth'),
    codes: [CODE.accessRequest, CODE.statusServer],
    async answer(request) {
      const { packet, nas } = request
      if (packet.code === CODE.statusServer) return answer('status', CODE.accessAccept)

      const read = readAccessRequest(packet, nas)
      // A phone can type any name: silence to that would make its gateway think we are gone.
      if ('kind' in read && read.reason === 'user-name') return reject(request, { kind: 'reject' })
      if ('kind' in read) return silence(read.reason)

      const reply = await handlers.access(read)
      if (reply.kind === 'reject') return reject(request, reply)
      return answer('accept', CODE.accessAccept, accessAttributes(reply, nas.vendor))
    },
  }
}

function acctService(handlers: RadiusHandlers): Service<Nas> {
  return {
    ...common(handlers, 'acct'),
    codes: [CODE.accountingRequest, CODE.statusServer],
    sheds: 'newest',
    async answer(request) {
      if (request.packet.code === CODE.statusServer) {
        return answer('status', CODE.accountingResponse)
      }

      const read = readAccountingRequest(request)
      if ('kind' in read) return silence(read.reason)

      // RFC 2866 §2: the record is kept before it is acknowledged.
      await handlers.accounting(read)
      return answer('recorded', CODE.accountingResponse)
    },
  }
}

function common({ nasAt, pinned, stranger }: RadiusHandlers, name: 'auth' | 'acct') {
  return {
    name,
    nasAt,
    pinned: ({ id }: Nas) => pinned?.(id),
    stranger: (source: Ip, datagram: Buffer) => stranger?.(source, name, datagram),
  }
}

/**
 * The service, with what is another server's to decide sent there. Status-Server never is: it asks
 * after this server (RFC 5997 §3).
 */
function forwarded(
  service: Service<Nas>,
  forward: Forward | undefined,
  rejectDelayMs: Millis,
): Service<Nas> {
  if (!forward) return service
  const slowly = async (request: AuthenticRequest<Nas>, reply: Promise<Reply | Silence>) => {
    const answer = await reply
    const isReject = answer.kind === 'reply' && answer.code === CODE.accessReject
    return isReject ? { ...answer, notBefore: request.receivedAt + rejectDelayMs } : answer
  }
  return {
    ...service,
    answer(request) {
      const isForUs = request.packet.code === CODE.statusServer
      const elsewhere = isForUs ? undefined : forward(request)
      return elsewhere ? slowly(request, elsewhere) : service.answer(request)
    },
  }
}

function answer(outcome: string, code: Code, attributes: Uint8Array = NOTHING): Reply {
  return { kind: 'reply', outcome, code, attributes }
}

function silence(reason: string): Silence {
  return { kind: 'silence', outcome: `unusable.${reason}` }
}
