import type { Clock } from '#src/kernel/clock.ts'
import { type Ip, type Prefix, PrefixTable, soleAddress } from '#src/kernel/ip.ts'
import { type Entropy, randomText } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import type { Collection } from '#src/store/collection.ts'
import { Derived } from '#src/store/derived.ts'
import type { Keyring } from '#src/store/keyring.ts'
import { openSecret, type Place, sealSecret } from '#src/store/sealed-secret.ts'
import {
  type DeviceAccess,
  type Gateway,
  type GatewayDraft,
  type GatewayPolicy,
  type GatewayRecord,
  type Lan,
  type Radsec,
  VENDOR_DEFAULTS,
} from './gateway.ts'

/** What adding a gateway can come to. */
export type Addition =
  | { readonly kind: 'added'; readonly gateway: Gateway }
  | { readonly kind: 'id-taken' }
  | { readonly kind: 'address-taken'; readonly by: string }
  | { readonly kind: 'certificate-taken'; readonly by: string }

/** What binding a certificate can come to. */
export type Binding =
  | { readonly kind: 'bound' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'address-taken'; readonly by: string }
  | { readonly kind: 'certificate-taken'; readonly by: string }

/** What a TLS client proved: SHA-256 of its certificate, and the names an authority of ours put there. */
export type Shown = { readonly fingerprint: string; readonly names: readonly string[] }

const SECRET_LENGTH = 32

/** The gateways, by everything that picks one. */
type Directory = {
  readonly byId: ReadonlyMap<string, Gateway>
  readonly byAddress: PrefixTable<Gateway>
  readonly byCertificate: ReadonlyMap<string, { gateway: Gateway; range: PrefixTable<true> }>
}

/**
 * The gateways we answer. A packet's source address picks the gateway, longest prefix first, or over TLS
 * the certificate of its connection; never anything the packet says of itself.
 */
export class GatewayStore {
  readonly #records: Collection<GatewayRecord>
  readonly #keyring: Keyring
  readonly #clock: Clock
  readonly #entropy: Entropy
  readonly #directory: Derived<GatewayRecord, Directory>

  constructor(
    records: Collection<GatewayRecord>,
    { keyring, clock, entropy }: { keyring: Keyring; clock: Clock; entropy: Entropy },
  ) {
    this.#records = records
    this.#keyring = keyring
    this.#clock = clock
    this.#entropy = entropy
    const directory = (rows: readonly GatewayRecord[]) => directoryOf(rows, keyring)
    this.#directory = new Derived(records, directory, clock)
  }

  /** In the order of their names. */
  all(): Gateway[] {
    return [...this.#directory.view.byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  /** By its name. An unknown one costs one look at what other processes added. */
  find(id: string): Gateway | undefined {
    return this.#directory.find(({ byId }) => byId.get(id))
  }

  /** The gateway these packets come from. A stranger costs one look at what other processes added. */
  at(source: Ip): Gateway | undefined {
    return this.#directory.find(({ byAddress }) => byAddress.find(source))
  }

  /**
   * The gateway this certificate is bound to, `elsewhere` when it came from outside that gateway's
   * addresses, or `unbound`. An unbound one costs one look at what other processes added.
   */
  certified({ fingerprint, names }: Shown, source: Ip): Gateway | 'unbound' | 'elsewhere' {
    const bound = this.#directory.find(({ byCertificate }) =>
      [fingerprint, ...names].map((shown) => byCertificate.get(shown)).find(Boolean),
    )
    if (!bound) return 'unbound'
    return bound.range.find(source) ? bound.gateway : 'elsewhere'
  }

  /** Adds a gateway, making up the secrets it was not given. It is served from the next packet on. */
  add(draft: GatewayDraft): Addition {
    const record = this.#record(draft)
    return this.#records.update<Addition>(draft.id, (existing) => {
      if (existing) return { value: { kind: 'id-taken' } }
      const taken = this.#taken(record)
      if (taken) return { value: taken }
      return { row: record, value: { kind: 'added', gateway: openRecord(record, this.#keyring) } }
    })
  }

  /**
   * Knows a gateway by this certificate from its next packet on, and hears it over UDP no more; without
   * one, the other way round.
   */
  bind(id: string, radsec: Radsec | undefined): Binding {
    return this.#records.update<Binding>(id, (existing) => {
      if (!existing) return { value: { kind: 'unknown' } }
      const { radsec: _, ...rest } = existing
      const row = { ...rest, ...(radsec ? { radsec } : {}) }
      const taken = this.#taken(row)
      return taken ? { value: taken } : { row, value: { kind: 'bound' } }
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

  /** Two gateways over UDP need two addresses, and two over TLS two certificates. */
  #taken({ id, address, radsec }: GatewayRecord) {
    const others = this.#records.all().filter((other) => other.id !== id)
    const twin = radsec
      ? others.find((other) => other.radsec && knownBy(other.radsec) === knownBy(radsec))
      : others.find((other) => !other.radsec && other.address === address)
    const kind: 'certificate-taken' | 'address-taken' = radsec
      ? 'certificate-taken'
      : 'address-taken'
    return twin && { kind, by: twin.id }
  }

  #record(draft: GatewayDraft): GatewayRecord {
    const { id, address, vendor, site, api, lan, macAuth, radsec } = draft
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
      ...(radsec ? { radsec } : {}),
      coaPort: draft.coaPort ?? VENDOR_DEFAULTS[vendor].coaPort,
      secret: this.#seal(id, 'secret', draft.secret ?? make()),
      ...(uamSecret ? { uamSecret: this.#seal(id, 'uam', uamSecret) } : {}),
      ...(api ? { api: { ...api, password: this.#seal(id, 'api', api.password) } } : {}),
      ...(lan ? { lan } : {}),
      addedAt: this.#clock(),
    }
  }

  #seal(id: string, field: string, secret: Secret): string {
    return sealSecret(this.#keyring, placeOf(id, field), secret)
  }
}

function directoryOf(records: readonly GatewayRecord[], keyring: Keyring): Directory {
  const gateways = records.map((record) => openRecord(record, keyring))
  const overUdp = gateways.filter(({ radsec }) => !radsec)
  return {
    byId: new Map(gateways.map((gateway) => [gateway.id, gateway])),
    byAddress: new PrefixTable(overUdp.map((gateway) => [gateway.address, gateway])),
    byCertificate: byCertificate(gateways),
  }
}

function byCertificate(gateways: readonly Gateway[]) {
  const bound = gateways.flatMap((gateway) => {
    const range = new PrefixTable([[gateway.address, true as const]])
    return gateway.radsec ? [[knownBy(gateway.radsec), { gateway, range }] as const] : []
  })
  return new Map(bound)
}

function knownBy(radsec: Radsec): string {
  return 'certificate' in radsec ? radsec.certificate : radsec.name
}

/** The gateway a record keeps. A secret that this key does not open is a `Fault` naming the gateway. */
export function openRecord(record: GatewayRecord, keyring: Keyring): Gateway {
  const { secret, uamSecret, api, lan, pinnedAt, macAuth, radsec, ...open } = record
  const unseal = (field: string, sealed: string) =>
    openSecret(keyring, placeOf(record.id, field), sealed, `gateway ${record.id}`)
  return {
    ...open,
    messageAuthenticator: policyOf(record),
    limitProxyState: record.limitProxyState ?? true,
    ...(pinnedAt === undefined ? {} : { pinnedAt }),
    ...(macAuth ? { macAuth } : {}),
    ...(radsec ? { radsec } : {}),
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

function placeOf(gateway: string, field: string): Place {
  return { purpose: 'gateway-secret', context: `${gateway}/${field}` }
}
