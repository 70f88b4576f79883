import type { Clock } from '#src/kernel/clock.ts'
import type { Limits } from '#src/kernel/limits.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Entropy } from '#src/kernel/random.ts'
import { type Unusable, unusable } from '#src/radius/access-request.ts'
import { readAccountingRequest } from '#src/radius/accounting-request.ts'
import { octetsOf, textOf } from '#src/radius/attributes.ts'
import { attributeId } from '#src/radius/dictionary.ts'
import type { AccountingRequest, Nas } from '#src/radius/message.ts'
import type { AuthenticRequest, Reply, Silence } from '#src/radius/service.ts'
import type { Key } from '#src/radius/signature.ts'
import { CODE, type Code } from '#src/radius/wire.ts'
import type { RadsecServer, Realm } from '#src/realms/realm.ts'
import type { RealmStore } from '#src/realms/realm-store.ts'
import type { GroupCommit } from '#src/store/group-commit.ts'
import { Conversations } from './conversations.ts'
import { Delivery, type Telling } from './delivery.ts'
import { type Asker, HOME_TIMING, type Home, type HomeTiming } from './home.ts'
import { type HomeStanding, Homes } from './homes.ts'
import { refusalAttributes, returnedAttributes } from './inbound.ts'
import { type Prepared, prepareAccess, prepareRecord } from './outbound.ts'
import { askInTurn, POOL_TIMING, type PoolTiming } from './pool.ts'
import type { Backlog, SpoolStore } from './spool-store.ts'
import { UnderWay } from './under-way.ts'

/** What proxying asks of the rest of the house. */
export type ForwardingPorts = {
  readonly realms: Pick<RealmStore, 'all' | 'find' | 'ofUser'>
  readonly spool: SpoolStore
  readonly commit: Pick<GroupCommit, 'run'>
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log: Log
  /** Our Proxy-State, by which we know our own requests: the same in every process of the city. */
  readonly mark: Uint8Array
  /** A gateway's request was sent on. */
  readonly heard: (gateway: string) => void
  /** What somebody on this plan may have at this gateway now; nothing, if they may not come in. */
  readonly limitsOf: (plan: string, gateway: string) => Limits | undefined
  /** Keeps a record in our own books; resolves once it is on disk. */
  readonly record: (request: AccountingRequest) => Promise<void>
  /** Opens the way to a home server over TLS; a `Fault` when this city has no certificate to show. */
  readonly openTls: (server: RadsecServer) => Asker
  readonly timing?: Partial<HomeTiming & PoolTiming>
  readonly restMs?: number
}

/** How the home servers stand and what waits for them, for who looks after the city. */
export type ForwardingState = {
  readonly homes: readonly HomeStanding[]
  readonly backlogs: readonly (Backlog & { readonly realm: string })[]
  readonly delivered: number
  readonly givenUp: number
}

type Request = AuthenticRequest<Nas>

const USER_NAME = attributeId('User-Name')
const STATE = attributeId('State')
const AT_SIGN = 0x40

const BUSY: Silence = { kind: 'silence', outcome: 'proxied.busy' }

const OUTCOMES: Readonly<Partial<Record<Code, string>>> = {
  [CODE.accessAccept]: 'proxied.accept',
  [CODE.accessReject]: 'proxied.reject',
  [CODE.accessChallenge]: 'proxied.challenge',
}

/** Users of other operators: asked at their home servers (RFC 2865 §2.3), counted here and told there. */
export class ForwardingServer implements AsyncDisposable {
  readonly #ports: ForwardingPorts
  readonly #homes: Homes
  readonly #delivery: Delivery
  readonly #timing: HomeTiming & PoolTiming
  readonly #conversations = new Conversations()
  readonly #underWay = new UnderWay()

  constructor(ports: ForwardingPorts) {
    this.#ports = ports
    this.#timing = { ...HOME_TIMING, ...POOL_TIMING, ...ports.timing }
    this.#delivery = new Delivery({
      ...ports,
      tell: (realm, attributes, session) => this.#tell(realm, attributes, session),
    })
    this.#homes = new Homes({
      ...ports,
      timing: this.#timing,
      onReturn: (realm) => this.#delivery.resume([realm]),
    })
  }

  /** The answer of a home server to a request of its user; nothing, when the user is nobody else's. */
  forward(request: Request): Promise<Reply | Silence> | undefined {
    const name = octetsOf(request.packet, USER_NAME)
    if (!name?.includes(AT_SIGN)) return undefined
    const realm = this.#ports.realms.ofUser(textOf(request.packet, USER_NAME) ?? '')
    if (!realm) return undefined
    const isAccess = request.packet.code === CODE.accessRequest
    if (!isAccess && !realm.accounting) return undefined
    this.#ports.heard(request.nas.id)
    if (!isAccess) return this.#account(request, realm)
    const answer = this.#underWay.run(realm.id, () => this.#authenticate(request, realm))
    return answer === 'busy' ? Promise.resolve(BUSY) : answer
  }

  /** Tells what still waits from before the start. */
  resume(): void {
    this.#delivery.resume()
  }

  /** Lets go of what nobody needs any more. Meant for once an hour. */
  async tidy(): Promise<void> {
    await this.#delivery.tidy()
    await this.#homes.forgetOthers(this.#ports.realms.all())
  }

  state(): ForwardingState {
    const { realms, spool } = this.#ports
    const names = new Set([...realms.all().map(({ id }) => id), ...spool.realms()])
    return {
      homes: this.#homes.standings(realms.all()),
      backlogs: [...names].map((realm) => ({ realm, ...spool.backlog(realm) })),
      ...this.#delivery.counts,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#delivery[Symbol.dispose]()
    await this.#homes[Symbol.asyncDispose]()
  }

  /**
   * A user whose home servers all keep silent is refused: silence of ours would tell the gateway that we
   * are gone, and it would send all its users elsewhere or nowhere.
   */
  async #authenticate(request: Request, realm: Realm): Promise<Reply | Silence> {
    const limits = this.#ports.limitsOf(realm.plan, request.nas.id)
    const prepared = prepareAccess(request, { realm, mark: this.#ports.mark })
    if (prepared === 'loop' || prepared === 'hops') return refusal(request, prepared)
    if (typeof prepared === 'string') return silent(unusable(prepared))
    if (!limits) return refusal(request, 'not-now')

    const asked = await this.#ask(request, realm, prepared)
    if (!asked) return refusal(request, 'unanswered')
    const { reply, home, key, nonce } = asked
    const outcome = OUTCOMES[reply.code]
    if (!outcome) return refusal(request, 'nonsense')
    const state = octetsOf(reply, STATE)
    if (state) this.#conversations.remember(realm.id, state, home)
    const { entropy } = this.#ports
    const returned = { reply, request, realm, limits, key, nonce, entropy }
    return { kind: 'reply', outcome, code: reply.code, attributes: returnedAttributes(returned) }
  }

  async #ask(request: Request, realm: Realm, prepared: Prepared) {
    let hidden: { readonly nonce: Uint8Array; readonly key: Key } | undefined
    const answered = await askInTurn(
      this.#candidates(request, realm),
      this.#timing,
      (home, retry, signal) => {
        const attributes = (nonce: Uint8Array, key: Key) => {
          hidden = { nonce, key }
          return prepared(nonce, key)
        }
        return home.ask(CODE.accessRequest, attributes, retry, signal)
      },
    )
    return answered && hidden && { ...answered, ...hidden }
  }

  /** A conversation goes on where it began: nobody else knows what was said (RFC 2865 §5.24). */
  #candidates({ packet }: Request, realm: Realm): Home[] {
    const state = octetsOf(packet, STATE)
    const home = state && this.#conversations.find(realm.id, state)
    if (home) return home.isWorthAsking ? [home] : []
    return this.#homes.of(realm).auth.candidates(textOf(packet, USER_NAME) ?? '')
  }

  /** In our books and in the realm's spool before the gateway is answered (RFC 2866 §2). */
  async #account(request: Request, realm: Realm): Promise<Reply | Silence> {
    const read = readAccountingRequest(request)
    if ('kind' in read) return silent(read)
    const record = prepareRecord(request.packet, { realm, mark: this.#ports.mark })
    if (typeof record === 'string') return silent(unusable(record))

    const kept = this.#delivery.keep({
      realm: realm.id,
      gateway: request.nas.id,
      acctSessionId: read.acctSessionId ?? '',
      record,
      delaySeconds: read.delaySeconds,
      receivedAt: request.receivedAt,
    })
    // Its Class is the realm's: one that reads like a grant of ours was copied from somebody.
    await Promise.all([kept, this.#ports.record({ ...read, class: undefined })])
    return {
      kind: 'reply',
      outcome: 'proxied.recorded',
      code: CODE.accountingResponse,
      attributes: new Uint8Array(0),
    }
  }

  async #tell(realmId: string, attributes: Uint8Array, session: string): Promise<Telling> {
    const realm = this.#ports.realms.find(realmId)
    const homes = realm ? this.#homes.of(realm).acct.candidates(session) : []
    if (homes.length === 0) return 'nobody-there'
    const answered = await askInTurn(homes, this.#timing, (home, retry, signal) =>
      home.ask(CODE.accountingRequest, () => attributes, retry, signal),
    )
    return answered?.reply.code === CODE.accountingResponse ? 'told' : 'unanswered'
  }
}

function refusal({ packet }: Request, why: string): Reply {
  return {
    kind: 'reply',
    outcome: `proxied.refused.${why}`,
    code: CODE.accessReject,
    attributes: refusalAttributes(packet),
  }
}

function silent({ reason }: Unusable): Silence {
  return { kind: 'silence', outcome: `unusable.${reason}` }
}
