import { type Clock, type Millis, SECOND } from '#src/kernel/clock.ts'
import type { Log } from '#src/kernel/log.ts'
import { type Entropy, systemEntropy } from '#src/kernel/random.ts'
import { Listener } from './listener.ts'
import { accountingOf, authenticationOf } from './local-services.ts'
import type { Nas, RadiusHandlers } from './message.ts'
import type { AuthenticRequest, Reply, Service, Silence } from './service.ts'
import { Tally } from './tally.ts'
import { type TlsLimits, TlsListener } from './tls-listener.ts'
import type { TlsCredentials } from './tls-trust.ts'
import type { Endpoint } from './udp.ts'
import { CODE } from './wire.ts'

/**
 * Answers a request that is another server's to decide (RFC 2865 §2.3), or nothing: then it is ours.
 * Asked first, for every Access-Request and Accounting-Request of an authentic gateway.
 */
export type Forward = (request: AuthenticRequest<Nas>) => Promise<Reply | Silence> | undefined

export type RadiusOptions = {
  readonly auth: Endpoint
  readonly acct: Endpoint
  /** RADIUS/TLS, for both on one port. */
  readonly radsec?: Endpoint & {
    readonly credentials: TlsCredentials
    readonly limits?: Partial<TlsLimits>
  }
  readonly handlers: RadiusHandlers
  readonly forward?: Forward
  readonly clock: Clock
  readonly log: Log
  /** A rejection leaves no sooner than this after its request came, so guessing is slow. */
  readonly rejectDelayMs?: Millis
  /** For the salts and challenges of MS-CHAPv2. */
  readonly entropy?: Entropy
}

export type RadiusServer = AsyncDisposable & {
  readonly authPort: number
  readonly acctPort: number
  readonly radsec: Pick<TlsListener, 'port' | 'connections' | 'renew'> | undefined
  /** How often each outcome came about, such as `auth.accept` or `acct.malformed.length`. */
  readonly counters: () => Readonly<Record<string, number>>
}

/**
 * Serves authentication (RFC 2865) and accounting (RFC 2866) on two UDP ports, and answers
 * Status-Server on both (RFC 5997); and all of it over TLS on a third, when asked to (RFC 6614). Throws
 * a Fault when a port cannot be had.
 */
export async function openRadius(options: RadiusOptions): Promise<RadiusServer> {
  const { auth, acct, handlers, clock, log } = options
  const tally = new Tally(clock, log)
  await using opened = new AsyncDisposableStack()
  const open = async (endpoint: Endpoint, service: Service<Nas>) =>
    opened.use(await Listener.open(endpoint, service, clock, tally))

  const { rejectDelayMs = SECOND, entropy = systemEntropy } = options
  const forwarding = (service: Service<Nas>) => forwarded(service, options.forward, rejectDelayMs)
  const authentication = forwarding(authenticationOf(handlers, rejectDelayMs, entropy))
  const accounting = forwarding(accountingOf(handlers))
  const authListener = await open(auth, authentication)
  const acctListener = await open(acct, accounting)
  for (const listener of [authListener, acctListener]) listener.warnOfRoom()
  const radsec =
    options.radsec &&
    opened.use(
      await TlsListener.open({
        ...options.radsec,
        services: [authentication, accounting],
        identify: handlers.nasOf ?? (() => 'unbound'),
        refused: handlers.refused,
        clock,
        outcomes: tally.section('radsec'),
      }),
    )
  const listeners = opened.move()
  return {
    authPort: authListener.port,
    acctPort: acctListener.port,
    radsec,
    counters: () => ({ ...tally.all(), ...authListener.gauges(), ...acctListener.gauges() }),
    [Symbol.asyncDispose]: () => listeners.disposeAsync(),
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
