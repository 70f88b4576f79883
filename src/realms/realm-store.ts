import type { Clock } from '#src/kernel/clock.ts'
import type { Ip } from '#src/kernel/ip.ts'
import { type Entropy, randomText } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import type { Collection } from '#src/store/collection.ts'
import { Derived } from '#src/store/derived.ts'
import type { Keyring } from '#src/store/keyring.ts'
import { openSecret, type Place, sealSecret } from '#src/store/sealed-secret.ts'
import { naiOf, patternsOf } from './nai.ts'
import {
  type HomeServer,
  type Realm,
  type RealmDraft,
  type RealmRecord,
  type ServerDraft,
  weaknessOf,
} from './realm.ts'

/** What adding a realm can come to. */
export type RealmAddition =
  | { readonly kind: 'added'; readonly realm: Realm }
  | { readonly kind: 'id-taken' }
  /** A shared secret that stands in manuals. */
  | { readonly kind: 'secret-printed' }

const SECRET_LENGTH = 32

/** The realms whose users others decide on, found by what stands behind the `@` of a User-Name. */
export class RealmStore {
  readonly #records: Collection<RealmRecord>
  readonly #keyring: Keyring
  readonly #clock: Clock
  readonly #entropy: Entropy
  readonly #realms: Derived<RealmRecord, ReadonlyMap<string, Realm>>

  constructor(
    records: Collection<RealmRecord>,
    { keyring, clock, entropy }: { keyring: Keyring; clock: Clock; entropy: Entropy },
  ) {
    this.#records = records
    this.#keyring = keyring
    this.#clock = clock
    this.#entropy = entropy
    const opened = (record: RealmRecord) => [record.id, openRealm(record, keyring)] as const
    this.#realms = new Derived(records, (rows) => new Map(rows.map(opened)), clock)
  }

  /** In the order of their names. */
  all(): Realm[] {
    return [...this.#realms.view.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  /** By its own name, the pattern included. */
  find(id: string): Realm | undefined {
    return this.#realms.view.get(id)
  }

  /**
   * The realm a User-Name belongs to: its own before `*.` of a parent, a nearer parent before a farther
   * one. Nothing when it names none that we know, which costs one look at what other processes added.
   */
  ofUser(userName: string): Realm | undefined {
    const nai = naiOf(userName)
    if (!nai) return undefined
    const patterns = patternsOf(nai.realm)
    return this.#realms.find((realms) =>
      patterns.map((pattern) => realms.get(pattern)).find((realm) => realm !== undefined),
    )
  }

  /** Adds a realm, making up the secrets it was not given. Its users are sent there from now on. */
  add(draft: RealmDraft): RealmAddition {
    if (draft.servers.some(isPrinted)) return { kind: 'secret-printed' }

    const record = this.#record(draft)
    return this.#records.update<RealmAddition>(draft.id, (existing) =>
      existing
        ? { value: { kind: 'id-taken' } }
        : { row: record, value: { kind: 'added', realm: openRealm(record, this.#keyring) } },
    )
  }

  /** Sends nobody there any more. False when there is no such realm. */
  remove(id: string): boolean {
    return this.#records.update(id, (existing) =>
      existing ? { row: null, value: true } : { value: false },
    )
  }

  #record(draft: RealmDraft): RealmRecord {
    return {
      ...draft,
      allow: [...draft.allow],
      withhold: [...draft.withhold],
      servers: draft.servers.map((server) => this.#server(draft.id, server)),
      addedAt: this.#clock(),
    }
  }

  #server(id: string, server: ServerDraft): RealmRecord['servers'][number] {
    if (server.transport === 'radsec') return server
    const { secret = new Secret(randomText(this.#entropy, SECRET_LENGTH)), ...rest } = server
    return { ...rest, secret: sealSecret(this.#keyring, placeOf(id), secret) }
  }
}

/** The realm a record keeps. A secret that this key does not open is a `Fault` naming the realm. */
export function openRealm(record: RealmRecord, keyring: Keyring): Realm {
  const { operator, ...rest } = record
  return {
    ...rest,
    ...(operator === undefined ? {} : { operator }),
    servers: record.servers.map((server) => openServer(server, record.id, keyring)),
  }
}

function openServer(
  server: RealmRecord['servers'][number],
  realm: string,
  keyring: Keyring,
): HomeServer {
  const host = server.host as Ip
  if (server.transport === 'udp') {
    return {
      ...server,
      host,
      secret: openSecret(keyring, placeOf(realm), server.secret, `realm ${realm}`),
    }
  }
  const { transport, port, certificate, name } = server
  const known = { ...(certificate && { certificate }), ...(name && { name }) }
  return { transport, host, port, ...known }
}

function isPrinted(server: ServerDraft): boolean {
  if (server.transport !== 'udp' || !server.secret) return false
  return weaknessOf(server.secret) === 'printed'
}

function placeOf(realm: string): Place {
  return { purpose: 'realm-secret', context: realm }
}
