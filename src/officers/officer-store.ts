import { type Clock, type Millis, SECOND } from '#src/kernel/clock.ts'
import { type Entropy, randomId } from '#src/kernel/random.ts'
import type { Collection } from '#src/store/collection.ts'
import type { Database } from '#src/store/database.ts'
import type { Keyring } from '#src/store/keyring.ts'
import { AttemptStore } from './attempt-store.ts'
import type { AuditStore } from './audit-store.ts'
import {
  INVITATION_LIFETIME,
  type Officer,
  type OfficerRecord,
  parseOfficerId,
  type Role,
  shown,
} from './officer.ts'
import { hashPassword, type PasswordFault, passwordFault, verifyPassword } from './password.ts'
import { OfficerSessionStore } from './session-store.ts'
import { totpStepOf } from './totp.ts'
import { Turnstile } from './turnstile.ts'

/** An invitation's link is `/invitation/` and this token, good once and for 24 hours. */
export type Invited = {
  readonly kind: 'invited'
  readonly officer: Officer
  readonly token: string
}
export type Invitation = Invited | { readonly kind: 'id-taken' } | { readonly kind: 'bad-id' }

/** What an open invitation offers: whose it is, and the secret for their authenticator. */
export type Enrolment = { readonly officer: Officer; readonly totpSecret: Uint8Array }

export type Acceptance =
  | { readonly kind: 'accepted'; readonly officer: Officer; readonly sessionToken: string }
  | { readonly kind: 'no-invitation' }
  | { readonly kind: 'weak-password'; readonly fault: PasswordFault }
  | { readonly kind: 'wrong-code' }

/** `refused` never says which of name, password and code was wrong. */
export type SignIn =
  | { readonly kind: 'signed-in'; readonly officer: Officer; readonly sessionToken: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'wait'; readonly retryAfterMs: Millis }

const FIRST_OFFICER = { id: 'admin', name: 'Quản trị viên', role: 'admin' } as const
/** HMAC-SHA-1's own size (RFC 4226 §4 R6 asks for 160 bits). */
const TOTP_SECRET_OCTETS = 20

/**
 * Passwords are hashed one at a time, and about a second's worth of them may wait: a flood of guesses
 * under many names costs one core and 19 MiB, and leaves the residents the rest.
 */
const HASHES_MAX = 16

type Workshop = {
  readonly database: Database
  readonly keyring: Keyring
  readonly clock: Clock
  readonly entropy: Entropy
  readonly audit: AuditStore
}

/**
 * The people who run the city's Wi-Fi: invited, enrolled, signed in, disabled. Each change is in the
 * audit trail, in the same transaction. `by` is who does it: an officer's id, or `command-line`.
 */
export class OfficerStore {
  readonly sessions: OfficerSessionStore
  readonly #records: Collection<OfficerRecord>
  readonly #attempts: AttemptStore
  readonly #with: Workshop
  readonly #hashing = new Turnstile(HASHES_MAX)
  #strangerHash: Promise<string> | undefined

  constructor(records: Collection<OfficerRecord>, workshop: Workshop) {
    this.#records = records
    this.#with = workshop
    this.#attempts = new AttemptStore(workshop.database, workshop)
    this.sessions = new OfficerSessionStore(workshop.database, workshop)
  }

  all(): Officer[] {
    this.#records.refresh()
    return this.#records.all().map(shown)
  }

  find(id: string): Officer | undefined {
    const record = this.#records.find(id)
    return record && shown(record)
  }

  /** Invites a new officer, or one whose invitation was never accepted, again. */
  invite(draft: { id: string; name: string; role: Role }, by: string): Invitation {
    const id = parseOfficerId(draft.id)
    if (!id) return { kind: 'bad-id' }
    const fresh = { ...draft, id, isDisabled: false, addedAt: this.#with.clock() }
    return this.#alone<Invitation>(() => {
      const known = this.#records.find(id)
      if (known && shown(known).isEnrolled) return { kind: 'id-taken' }
      return this.#open({ ...fresh, ...known, ...draft, id }, 'officer.invited', by)
    })
  }

  /** A new link for an officer who lost password or phone. Until it is used, the old ones still work. */
  reinvite(id: string, by: string): Invited | { readonly kind: 'unknown' } {
    return this.#alone(() => {
      const record = this.#records.find(id)
      return record ? this.#open(record, 'officer.reinvited', by) : { kind: 'unknown' }
    })
  }

  /** The set-up link's token while nobody has ever enrolled; nothing once somebody has. */
  inviteFirst(): string | undefined {
    if (this.all().some(({ isEnrolled }) => isEnrolled)) return undefined
    const invitation = this.invite(FIRST_OFFICER, 'first-start')
    return invitation.kind === 'invited' ? invitation.token : undefined
  }

  /** Whose invitation this is. Looking changes nothing: the secret is derived from the token. */
  invitation(token: string): Enrolment | undefined {
    this.#records.refresh()
    const { clock, keyring } = this.#with
    const record = this.#records.all().find(({ invitation }) => {
      if (!invitation || invitation.expiresAt <= clock()) return false
      return keyring.verifies('officer-session', tokenPart(token), bytes(invitation.tokenHash))
    })
    if (!record || record.isDisabled) return undefined
    const totpSecret = keyring.hash('totp', `enrolment/${token}`).subarray(0, TOTP_SECRET_OCTETS)
    return { officer: shown(record), totpSecret }
  }

  /** Enrols: the password is kept, the authenticator has shown that it works, and they are signed in. */
  async accept(token: string, given: { password: string; code: string }): Promise<Acceptance> {
    const enrolment = this.invitation(token)
    if (!enrolment) return { kind: 'no-invitation' }
    const { officer, totpSecret } = enrolment
    const fault = passwordFault(given.password, officer.id)
    if (fault) return { kind: 'weak-password', fault }
    const step = totpStepOf(totpSecret, given.code, this.#with.clock())
    if (step === undefined) return { kind: 'wrong-code' }

    const passwordHash = await this.#hashing.pass(() =>
      hashPassword(given.password, this.#with.entropy),
    )
    return this.#with.database.transaction(() => {
      if (!this.invitation(token)) return { kind: 'no-invitation' }
      const sealed = this.#with.keyring.seal('totp', officer.id, base64(totpSecret))
      this.#records.update(officer.id, (record) => {
        if (!record) return { value: undefined }
        const { invitation: _, ...kept } = record
        return { row: { ...kept, passwordHash, totpSecret: base64(sealed) }, value: undefined }
      })
      this.#attempts.reset(officer.id, step)
      this.sessions.endAllOf(officer.id)
      this.#told(officer.id, 'officer.enrolled', officer.id)
      const sessionToken = this.sessions.begin(officer.id)
      return { kind: 'accepted', officer: { ...officer, isEnrolled: true }, sessionToken }
    })
  }

  /** One form, all three at once. A stranger's name costs the same work as an officer's. */
  async signIn(given: { name: string; password: string; code: string }): Promise<SignIn> {
    this.#records.refresh()
    const id = parseOfficerId(given.name)
    const record = id === undefined ? undefined : this.#records.find(id)
    const key = record?.id ?? this.#attempts.strangerKey(given.name)

    const attempt = this.#attempts.begin(key)
    if (attempt.kind === 'wait') return attempt
    // Counted before: whoever keeps it full must come to wait longer, so that officers find it free.
    if (this.#hashing.isFull) return { kind: 'wait', retryAfterMs: SECOND }
    const isProven = await this.#hashing.pass(async () =>
      verifyPassword(given.password, await this.#hashOf(record)),
    )
    const step = this.#stepOf(record, given.code)
    const may = record !== undefined && !record.isDisabled && isProven
    return this.#with.database.transaction(() => {
      if (!may || step === undefined || !this.#attempts.clear(key, step)) {
        if (record) this.#told(record.id, 'officer.refused', record.id)
        return { kind: 'refused' }
      }
      this.#told(record.id, 'officer.signed-in', record.id)
      const sessionToken = this.sessions.begin(record.id)
      return { kind: 'signed-in', officer: shown(record), sessionToken }
    })
  }

  /** Who holds this session token. A disabled officer holds none. */
  officerOf(token: string, { isUse }: { isUse: boolean }): Officer | undefined {
    const id = this.sessions.officerOf(token, { isUse })
    if (id === undefined) return undefined
    this.#records.refresh()
    const officer = this.find(id)
    return officer?.isDisabled ? undefined : officer
  }

  signOut(token: string): void {
    this.sessions.end(token)
  }

  /** Shuts an officer out, or lets them in again. Shutting out ends their sessions at once. */
  setDisabled(id: string, isDisabled: boolean, by: string): boolean {
    return this.#with.database.transaction(() => {
      const isKnown = this.#records.update(id, (record) =>
        record ? { row: { ...record, isDisabled }, value: true } : { value: false },
      )
      if (!isKnown) return false
      if (isDisabled) this.sessions.endAllOf(id)
      this.#told(by, isDisabled ? 'officer.disabled' : 'officer.enabled', id)
      return true
    })
  }

  /** On the newest records, while no other process may change them. */
  #alone<T>(work: () => T): T {
    return this.#with.database.transaction(() => {
      this.#records.refresh()
      return work()
    })
  }

  #open(record: OfficerRecord, action: string, by: string): Invited {
    const { keyring, clock, entropy } = this.#with
    const token = randomId(entropy)
    const invitation = {
      tokenHash: base64(keyring.hash('officer-session', tokenPart(token))),
      expiresAt: clock() + INVITATION_LIFETIME,
    }
    const row = { ...record, invitation }
    this.#records.update(record.id, () => ({ row, value: undefined }))
    this.#told(by, action, record.id, { role: record.role })
    return { kind: 'invited', officer: shown(row), token }
  }

  #hashOf(record: OfficerRecord | undefined): Promise<string> {
    this.#strangerHash ??= hashPassword(randomId(this.#with.entropy), this.#with.entropy)
    return record?.passwordHash ? Promise.resolve(record.passwordHash) : this.#strangerHash
  }

  #stepOf(record: OfficerRecord | undefined, code: string): number | undefined {
    if (!record?.totpSecret) return undefined
    const secret = this.#with.keyring.open('totp', record.id, bytes(record.totpSecret))
    return secret === undefined ? undefined : totpStepOf(bytes(secret), code, this.#with.clock())
  }

  #told(actor: string, action: string, subject: string, detail = {}): void {
    const { audit, clock } = this.#with
    audit.append({ at: clock(), actor, action, subject, detail })
  }
}

/** Sets an invitation's hash apart from a session's, which the same key makes. */
function tokenPart(token: string): string {
  return `invitation/${token}`
}

function base64(octets: Uint8Array): string {
  return octets.toBase64()
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'base64')
}
