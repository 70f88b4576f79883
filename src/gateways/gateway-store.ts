import { type Clock, SECOND } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import { type Ip, type Prefix, PrefixTable, soleAddress } from '#src/kernel/ip.ts'
import { type Entropy, randomText } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import type { Collection } from '#src/store/collection.ts'
import type { Keyring } from '#src/store/keyring.ts'
import {
  type DeviceAccess,
  type Gateway,
  type GatewayDraft,
  type GatewayPolicy,
  type GatewayRecord,
  type Lan,
  VENDOR_DEFAULTS,
} from './gateway.ts'

/** What adding a gateway can come to. */
export type Addition =
  | { readonly kind: 'added'; readonly gateway: Gateway }
  | { readonly kind: 'id-taken' }
  | { readonly kind: 'address-taken'; readonly by: string }

const SECRET_LENGTH = 32

/** Looks at what other processes added, for the sake of strangers. */
const LOOKS_A_SECOND = 100

/**
 * The gateways we answer. A packet's source address picks the gateway, longest prefix first, and never
 * anything the packet says of itself.
 */
export class GatewayStore {
  readonly #records: Collection<GatewayRecord>
  readonly #keyring: Keyring
  readonly #clock: Clock
  readonly #entropy: Entropy
  #generation = -1
  #looks = 0
  #looksIn = 0
  #gateways = new Map<string, Gateway>()
  #byAddress = new PrefixTable<Gateway>([])

  constructor(
    records: Collection<GatewayRecord>,
    { keyring, clock, entropy }: { keyring: Keyring; clock: Clock; entropy: Entropy },
  ) {
    this.#records = records
    this.#keyring = keyring
    this.#clock = clock
    this.#entropy = entropy
    this.#derive()
  }

  /** In the order of their names. */
  all(): Gateway[] {
    this.#derive()
    return [...this.#gateways.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  /** By its name. An unknown one costs one look at what other processes added. */
  find(id: string): Gateway | undefined {
    return this.#known(() => this.#gateways.get(id))
  }

  /** The gateway these packets come from. A stranger costs one look at what other processes added. */
  at(source: Ip): Gateway | undefined {
    return this.#known(() => this.#byAddress.find(source))
  }

  /** Adds a gateway, making up the secrets it was not given. It is served from the next packet on. */
  add(draft: GatewayDraft): Addition {
    const record = this.#record(draft)
    return this.#records.update<Addition>(draft.id, (existing) => {
      if (existing) return { value: { kind: 'id-taken' } }
      const twin = this.#records.all().find(({ address }) => address === record.address)
      if (twin) return { value: { kind: 'address-taken', by: twin.id } }
      return { row: record, value: { kind: 'added', gateway: openRecord(record, this.#keyring) } }
    })
  }

  /** Stops serving a gateway; its sessions and reports stay. False when there is none by that name. */
  remove(id: string): boolean {
    return this.#records.update(id, (existing) =>
      existing ? { row: null, value: true } : { value: false },
    )
  }

  /**
   * Writes down that an `auto` gateway signs its requests, so that it must from now on, also after a
   * restart. False when there is nothing to pin: another policy, a range, or pinned already.
   */
  pin(id: string): boolean {
    return this.#records.update(id, (record) =>
      record && policyOf(record) === 'auto'
        ? { row: { ...record, pinnedAt: this.#clock() }, value: true }
        : { value: false },
    )
  }

  /**
   * Changes how a gateway is believed and asked, from its next packet on, and gives it as it was; nothing
   * when there is none by that name. A pin stays as long as the policy stays `auto`.
   */
  change(id: string, policy: GatewayPolicy): Gateway | undefined {
    return this.#records.update(id, (existing) => {
      if (!existing) return { value: undefined }
      const { pinnedAt, ...rest } = existing
      const isPinned = pinnedAt !== undefined && policy.messageAuthenticator === 'auto'
      const row = { ...rest, ...policy, ...(isPinned ? { pinnedAt } : {}) }
      return { row, value: openRecord(existing, this.#keyring) }
    })
  }

  #record(draft: GatewayDraft): GatewayRecord {
    const { id, address, vendor, site, api, lan, macAuth } = draft
    const make = () => new Secret(randomText(this.#entropy, SECRET_LENGTH))
    const uamSecret = draft.uamSecret ?? (vendor === 'chilli' ? make() : undefined)
    return {
      id,
      address,
      vendor,
      site,
      hotspotHost: draft.hotspotHost ?? VENDOR_DEFAULTS[vendor].hotspotHost,
      messageAuthenticator: draft.messageAuthenticator ?? 'required',
      limitProxyState: draft.limitProxyState ?? true,
      ...(macAuth ? { macAuth } : {}),
      coaPort: draft.coaPort ?? VENDOR_DEFAULTS[vendor].coaPort,
      secret: this.#seal(id, 'secret', draft.secret ?? make()),
      ...(uamSecret ? { uamSecret: this.#seal(id, 'uam', uamSecret) } : {}),
      ...(api ? { api: { ...api, password: this.#seal(id, 'api', api.password) } } : {}),
      ...(lan ? { lan } : {}),
      addedAt: this.#clock(),
    }
  }

  #known(find: () => Gateway | undefined): Gateway | undefined {
    this.#derive()
    const known = find()
    if (known || !this.#mayLook() || !this.#records.refresh()) return known
    this.#derive()
    return find()
  }

  /** Whoever floods us from addresses we do not know costs us no more than so many looks. */
  #mayLook(): boolean {
    const second = Math.floor(this.#clock() / SECOND)
    if (second !== this.#looksIn) this.#looks = 0
    this.#looksIn = second
    return this.#looks++ < LOOKS_A_SECOND
  }

  #derive(): void {
    if (this.#generation === this.#records.generation) return
    const gateways = this.#records.all().map((record) => openRecord(record, this.#keyring))
    this.#gateways = new Map(gateways.map((gateway) => [gateway.id, gateway]))
    this.#byAddress = new PrefixTable(gateways.map((gateway) => [gateway.address, gateway]))
    this.#generation = this.#records.generation
  }

  #seal(id: string, field: string, secret: Secret): string {
    return this.#keyring
      .seal('gateway-secret', `${id}/${field}`, secret.reveal())
      .toString('base64')
  }
}

/** The gateway a record keeps. A secret that this key does not open is a `Fault` naming the gateway. */
export function openRecord(record: GatewayRecord, keyring: Keyring): Gateway {
  const { secret, uamSecret, api, lan, pinnedAt, macAuth, ...open } = record
  const unseal = (field: string, sealed: string) => unsealed(keyring, record.id, field, sealed)
  return {
    ...open,
    messageAuthenticator: policyOf(record),
    limitProxyState: record.limitProxyState ?? true,
    ...(pinnedAt === undefined ? {} : { pinnedAt }),
    ...(macAuth ? { macAuth } : {}),
    address: record.address as Prefix,
    ...(lan ? { lan: lan as Lan } : {}),
    secret: unseal('secret', secret),
    ...(uamSecret ? { uamSecret: unseal('uam', uamSecret) } : {}),
    ...(api ? { api: { ...api, password: unseal('api', api.password) } as DeviceAccess } : {}),
  }
}

/** The policy a record comes to now; see `Gateway`. */
function policyOf(record: GatewayRecord): Gateway['messageAuthenticator'] {
  if (record.messageAuthenticator !== 'auto') return record.messageAuthenticator
  if (record.pinnedAt !== undefined) return 'required'
  return soleAddress(record.address as Prefix) ? 'auto' : 'optional'
}

function unsealed(keyring: Keyring, id: string, field: string, sealed: string): Secret {
  const octets = Buffer.from(sealed, 'base64')
  const plain = keyring.open('gateway-secret', `${id}/${field}`, octets)
  if (plain !== undefined) return new Secret(plain)
  throw new Fault('store/corrupt', {
    says: `the secrets of gateway ${id} do not open with this key file; is it the right one?`,
  })
}
