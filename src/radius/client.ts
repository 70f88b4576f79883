import { type Clock, type Millis, SECOND, systemClock } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import { silentLog } from '#src/kernel/log.ts'
import { type Entropy, systemEntropy } from '#src/kernel/random.ts'
import type { Secret } from '#src/kernel/secret.ts'
import { Attributes, integerOf } from './attributes.ts'
import { type Attribute, attributeId, layout, uint32 } from './dictionary.ts'
import { Listener } from './listener.ts'
import { ERROR_CAUSE } from './message.ts'
import { hidePassword } from './password.ts'
import { Requester, type Retry } from './requester.ts'
import type { Peer, Reply, Service } from './service.ts'
import { keyOf } from './signature.ts'
import { Tally } from './tally.ts'
import type { Endpoint } from './udp.ts'
import { CODE, type Code, type Packet } from './wire.ts'

const EVENT_TIMESTAMP = attributeId('Event-Timestamp')

/** RFC 5176 §6.3: a request older than this, or this far ahead, is a replay. */
const AGE_MAX: Millis = 300 * SECOND

/** Waits of 1, 2, 4 and 8 s, as a gateway with a user at its login page would. */
const RETRY: Retry = { firstMs: SECOND, attempts: 4 }

export type RadiusClientOptions = {
  readonly host: string
  readonly authPort: number
  readonly acctPort: number
  readonly secret: Secret
  /** The address to speak from, by which the server knows this gateway. */
  readonly localAddress?: string
  readonly retry?: Retry
  readonly entropy?: Entropy
}

/** What a gateway may say to its RADIUS server. */
export type RadiusClient = AsyncDisposable & {
  /**
   * Sends an Access-Request with a Message-Authenticator; a User-Password among the attributes is
   * given plain and travels hidden. Throws `network/unavailable` when no proven reply comes.
   */
  readonly access: (
    attributes: readonly Attribute[],
  ) => Promise<{ readonly accepted: boolean; readonly attributes: Attributes }>
  /** Resolves when the record is acknowledged; throws `network/unavailable` when it never was. */
  readonly account: (attributes: readonly Attribute[]) => Promise<void>
}

/** Opens a gateway's side of RADIUS: one socket for each of the server's ports. */
export async function openRadiusClient(options: RadiusClientOptions): Promise<RadiusClient> {
  const { host, authPort, acctPort, localAddress } = options
  const { retry = RETRY, entropy = systemEntropy } = options
  const key = keyOf(options.secret)
  await using opened = new AsyncDisposableStack()
  const open = async (port: number) =>
    opened.use(await Requester.open({ host, port }, key, entropy, localAddress))

  const auth = await open(authPort)
  const acct = await open(acctPort)
  const requesters = opened.move()
  return {
    async access(attributes) {
      const hidden = (nonce: Uint8Array) =>
        layout(attributes.map((attribute) => hide(attribute, nonce)))
      const reply = await auth.ask(CODE.accessRequest, hidden, retry)
      if (!reply) throw silence(host, authPort)
      return { accepted: reply.code === CODE.accessAccept, attributes: new Attributes(reply) }
    },

    async account(attributes) {
      const reply = await acct.ask(CODE.accountingRequest, () => layout(attributes), retry)
      if (reply?.code !== CODE.accountingResponse) throw silence(host, acctPort)
    },

    [Symbol.asyncDispose]: () => requesters.disposeAsync(),
  }

  function hide([name, value]: Attribute, nonce: Uint8Array): Attribute {
    return name === 'User-Password'
      ? [name, hidePassword(Buffer.from(value as string | Buffer), nonce, key)]
      : [name, value]
  }
}

/** What a gateway says to a request: done, or why not; some makes never say why. */
export type DynauthAnswer = 'ack' | { readonly nak: number | undefined }

export type DynauthOptions = Endpoint & {
  readonly secret: Secret
  /** Ends the session these attributes name; an Error-Cause when it cannot. */
  readonly onDisconnect: (request: Attributes) => DynauthAnswer
  /** Changes the session these attributes name. Without it every CoA-Request is declined. */
  readonly onChange?: (request: Attributes) => DynauthAnswer
  readonly clock?: Clock
}

/** A gateway's ear for Disconnect-Requests and CoA-Requests (RFC 5176 §2). */
export async function openDynauth(options: DynauthOptions): Promise<Listener<Peer>> {
  const { secret, onDisconnect, onChange = () => DECLINED, clock = systemClock } = options
  const server: Peer = {
    id: 'server',
    secret,
    messageAuthenticator: 'optional',
    limitProxyState: true,
  }
  const service: Service<Peer> = {
    name: 'dynauth',
    codes: [CODE.disconnectRequest, CODE.coaRequest],
    nasAt: () => server,
    async answer({ packet }) {
      if (isStale(packet, clock())) return { kind: 'silence', outcome: 'stale' }
      const request = new Attributes(packet)
      return packet.code === CODE.coaRequest
        ? reply(onChange(request), CODE.coaAck, CODE.coaNak)
        : reply(onDisconnect(request), CODE.disconnectAck, CODE.disconnectNak)
    },
  }
  return await Listener.open(options, service, clock, new Tally(clock, silentLog))
}

const DECLINED: DynauthAnswer = { nak: ERROR_CAUSE.unsupportedExtension }

function isStale(packet: Packet, now: Millis): boolean {
  const timestamp = integerOf(packet, EVENT_TIMESTAMP)
  return timestamp !== undefined && Math.abs(now - timestamp * SECOND) > AGE_MAX
}

function reply(answer: DynauthAnswer, ack: Code, nak: Code): Reply {
  if (answer === 'ack') return { kind: 'reply', outcome: 'ack', code: ack, attributes: layout([]) }
  const cause = answer.nak
  const attributes = layout(cause === undefined ? [] : [['Error-Cause', uint32(cause)]])
  return { kind: 'reply', outcome: 'nak', code: nak, attributes }
}

function silence(host: string, port: number): Fault {
  return new Fault('network/unavailable', {
    host,
    port,
    says: `no RADIUS reply from ${host} port ${port}`,
  })
}
