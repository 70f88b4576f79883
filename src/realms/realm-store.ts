import type { Clock } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { Ip } from '#src/kernel/ip.ts'
import { type Entropy, randomText } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import type { Collection } from '#src/store/collection.ts'
import type { Keyring } from '#src/store/keyring.ts'
import { naiOf, patternsOf } from './nai.ts'
import { type Realm, type RealmDraft, type RealmRecord, weaknessOf } from './realm.ts'

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
    const isPrinted = ({ secret }: RealmDraft['servers'][number]) =>
      secret !== undefined && weaknessOf(secret) === 'printed'
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
      servers: draft.servers.map(({ secret, ...server }) => ({
        ...server,
        secret: this.#seal(
          draft.id,
          secret ?? new Secret(randomText(this.#entropy, SECRET_LENGTH)),
        ),
      })),
      addedAt: this.#clock(),
    }
  }

  #derive(): void {
    if (this.#generation === this.#records.generation) return
    const realms = this.#records.all().map((record) => openRealm(record, this.#keyring))
    this.#realms = new Map(realms.map((realm) => [realm.id, realm]))
    this.#generation = this.#records.generation
  }

  #seal(id: string, secret: Secret): string {
    return this.#keyring.seal('realm-secret', id, secret.reveal()).toString('base64')
  }
}

/** The realm a record keeps. A secret that this key does not open is a `Fault` naming the realm. */
export function openRealm(record: RealmRecord, keyring: Keyring): Realm {
  const { operator, ...rest } = record
  return {
    ...rest,
    ...(operator === undefined ? {} : { operator }),
    servers: record.servers.map(({ host, secret, ...server }) => ({
      ...server,
      host: host as Ip,
      secret: unsealed(keyring, record.id, secret),
    })),
  }
}

function unsealed(keyring: Keyring, id: string, sealed: string): Secret {
  const plain = keyring.open('realm-secret', id, Buffer.from(sealed, 'base64'))
  if (plain !== undefined) return new Secret(plain)
  throw new Fault('store/corrupt', {
    says: `the secrets of realm ${id} do not open with this key file; is it the right one?`,
  })
}
