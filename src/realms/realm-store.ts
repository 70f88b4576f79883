import type { Clock } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { Ip } from '#src/kernel/ip.ts'
import { type Entropy, randomText } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import type { Collection } from '#src/store/collection.ts'
import type { Keyring } from '#src/store/keyring.ts'
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
  #generation = -1
  #realms = new Map<string, Realm>()

  constructor(
    records: Collection<RealmRecord>,
    { keyring, clock, entropy }: { keyring: Keyring; clock: Clock; entropy: Entropy },
  ) {
    this.#records = records
    this.#keyring = keyring
    this.#clock = clock
    this.#entropy = entropy
    this.#derive()
  }

  /** In the order of their names. */
  all(): Realm[] {
    this.#derive()
    return [...this.#realms.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  /** By its own name, the pattern included. */
  find(id: string): Realm | undefined {
    this.#derive()
    return this.#realms.get(id)
  }

  /**
   * The realm a User-Name belongs to: its own before `*.` of a parent, a nearer parent before a farther
   * one. Nothing when it names none that we know, which costs one look at what other processes added.
   */
  ofUser(userName: string): Realm | undefined {
    const nai = naiOf(userName)
    if (!nai) return undefined
    const patterns = patternsOf(nai.realm)
    this.#derive()
    const known = this.#first(patterns)
    if (known || !this.#records.refresh()) return known
    this.#derive()
    return this.#first(patterns)
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

  #first(patterns: readonly string[]): Realm | undefined {
    for (const pattern of patterns) {
      const realm = this.#realms.get(pattern)
      if (realm) return realm
    }
    return undefined
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
    const sealed = this.#keyring.seal('realm-secret', id, secret.reveal())
    return { ...rest, secret: sealed.toString('base64') }
  }

  #derive(): void {
    if (this.#generation === this.#records.generation) return
    const realms = this.#records.all().map((record) => openRealm(record, this.#keyring))
    this.#realms = new Map(realms.map((realm) => [realm.id, realm]))
    this.#generation = this.#records.generation
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
    return { ...server, host, secret: unsealed(keyring, realm, server.secret) }
  }
  const { transport, port, certificate, name } = server
  const known = { ...(certificate && { certificate }), ...(name && { name }) }
  return { transport, host, port, ...known }
}

function isPrinted(server: ServerDraft): boolean {
  if (server.transport !== 'udp' || !server.secret) return false
  return weaknessOf(server.secret) === 'printed'
}

function unsealed(keyring: Keyring, id: string, sealed: string): Secret {
  const plain = keyring.open('realm-secret', id, Buffer.from(sealed, 'base64'))
  if (plain !== undefined) return new Secret(plain)
  throw new Fault('store/corrupt', {
    says: `the secrets of realm ${id} do not open with this key file; is it the right one?`,
  })
}
