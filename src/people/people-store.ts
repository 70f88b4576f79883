import type { Millis } from '#src/kernel/clock.ts'
import type { Mac } from '#src/kernel/mac.ts'
import { type Phone, parsePhone } from '#src/kernel/phone.ts'
import type { Database } from '#src/store/database.ts'
import type { Keyring } from '#src/store/keyring.ts'

/** What a person agreed to, and when. Nothing about a person is stored without one. */
export type ConsentRecord = { readonly version: string; readonly at: Millis }

/** A device we have seen sign in. `rememberedUntil` is 0 unless its owner asked to be remembered. */
export type Device = {
  readonly id: number
  readonly person: number | undefined
  readonly rememberedUntil: Millis
  /** Its owner signed out: until then its address alone does not bring it back. */
  readonly signedOutUntil: Millis
}

type DeviceRow = Omit<Device, 'person'> & { readonly person: number | null }

/**
 * People as pseudonyms: a number, never a name. Phone numbers and MACs are looked up by keyed hash and
 * kept sealed, so the database without the key file names nobody.
 *
 * Every method is synchronous and joins a running transaction.
 */
export class PeopleStore {
  readonly #database: Database
  readonly #keyring: Keyring

  constructor(database: Database, keyring: Keyring) {
    this.#database = database
    this.#keyring = keyring
  }

  /** The person of this number, made if new. Their consent is as of now. */
  personOfPhone(phone: Phone, { version, at }: ConsentRecord): number {
    const hash = this.#keyring.hash('phone', phone)
    const known = this.#database.get<{ id: number }>(
      'UPDATE person SET consent_version = ?, consent_at = ? WHERE phone_hash = ? RETURNING id',
      version,
      at,
      hash,
    )
    if (known) return known.id

    const sealed = this.#keyring.seal('phone', 'person', phone)
    return this.#database.run(
      `INSERT INTO person (phone_hash, phone_sealed, consent_version, consent_at, created_at)
       VALUES (?1, ?2, ?3, ?4, ?4)`,
      hash,
      sealed,
      version,
      at,
    ).id
  }

  /** The person of this number, if they ever signed in. */
  withPhone(phone: Phone): number | undefined {
    return this.#database.get<{ id: number }>(
      'SELECT id FROM person WHERE phone_hash = ?',
      this.#keyring.hash('phone', phone),
    )?.id
  }

  /** Somebody known only by what they hold, such as a voucher. */
  newPerson({ version, at }: ConsentRecord): number {
    return this.#database.run(
      'INSERT INTO person (consent_version, consent_at, created_at) VALUES (?1, ?2, ?2)',
      version,
      at,
    ).id
  }

  /** Somebody known agreed anew. */
  agree(person: number, { version, at }: ConsentRecord): void {
    this.#database.run(
      'UPDATE person SET consent_version = ?, consent_at = ? WHERE id = ?',
      version,
      at,
      person,
    )
  }

  /** The number to reach a person by; nothing for whoever gave none. */
  phoneOf(person: number): Phone | undefined {
    const row = this.#database.get<{ phone_sealed: Uint8Array | null }>(
      'SELECT phone_sealed FROM person WHERE id = ?',
      person,
    )
    return row?.phone_sealed
      ? parsePhone(this.#keyring.open('phone', 'person', row.phone_sealed))
      : undefined
  }

  /** The device with this address, if it ever signed in. */
  deviceOf(mac: Mac): Device | undefined {
    const row = this.#database.get<DeviceRow>(
      `SELECT id, person, remembered_until AS rememberedUntil, signed_out_until AS signedOutUntil
       FROM device WHERE mac_hash = ?`,
      this.#keyring.hash('mac', mac),
    )
    return row && { ...row, person: row.person ?? undefined }
  }

  /**
   * Notes that this person signed in on the device with this address, made if new. A device that
   * changes hands is no longer remembered for the one before.
   */
  seeDevice(mac: Mac, person: number, now: Millis): number {
    const row = this.#database.get<{ id: number }>(
      `INSERT INTO device (mac_hash, mac_sealed, person, first_seen_at, last_seen_at)
       VALUES (?1, ?2, ?3, ?4, ?4)
       ON CONFLICT (mac_hash) DO UPDATE SET
         remembered_until = iif(person = ?3, remembered_until, 0), person = ?3, last_seen_at = ?4,
         signed_out_until = 0
       RETURNING id`,
      this.#keyring.hash('mac', mac),
      this.#keyring.seal('mac', 'device', mac),
      person,
      now,
    )
    return (row as { id: number }).id
  }

  /** The address of a device, to name it to its gateway or to an administrator. */
  macOf(device: number): Mac | undefined {
    const row = this.#database.get<{ mac_sealed: Uint8Array }>(
      'SELECT mac_sealed FROM device WHERE id = ?',
      device,
    )
    return row && (this.#keyring.open('mac', 'device', row.mac_sealed) as Mac | undefined)
  }

  /** Lets this device of this person back in without proof until then; 0 ends that. */
  remember(device: number, person: number, until: Millis): void {
    this.#database.run(
      'UPDATE device SET remembered_until = ? WHERE id = ? AND person = ?',
      until,
      device,
      person,
    )
  }

  /** Its owner signed out on this device: until then, or until they sign in, its address opens nothing. */
  signOut(device: number, until: Millis): void {
    this.#database.run('UPDATE device SET signed_out_until = ? WHERE id = ?', until, device)
  }

  /** Until when a device is let back in without proof; 0 when its owner did not ask for that. */
  rememberedUntil(device: number): Millis {
    const row = this.#database.get<{ until: Millis }>(
      'SELECT remembered_until AS until FROM device WHERE id = ?',
      device,
    )
    return row?.until ?? 0
  }

  /**
   * Nobody is remembered on this device any more, until its owner signs in on it and asks again; false
   * when nobody was.
   */
  revokeDevice(device: number): boolean {
    const { changes } = this.#database.run(
      'UPDATE device SET remembered_until = 0 WHERE id = ? AND remembered_until > 0',
      device,
    )
    return changes > 0
  }

  /** No device of this person is remembered any more; tells how many were. */
  revokeDevices(person: number, now: Millis): number {
    return this.#database.run(
      'UPDATE device SET remembered_until = 0 WHERE person = ? AND remembered_until > ?',
      person,
      now,
    ).changes
  }

  /**
   * Erases who a person is: number and device addresses are gone for good, and no device is remembered.
   * What they used still counts in totals, as nobody's.
   */
  forget(person: number): void {
    this.#database.transaction(() => {
      this.#database.run(
        'UPDATE person SET phone_hash = NULL, phone_sealed = NULL WHERE id = ?',
        person,
      )
      this.#database.run(
        `UPDATE device SET mac_hash = randomblob(32), mac_sealed = x'', person = NULL,
           remembered_until = 0 WHERE person = ?`,
        person,
      )
    })
  }
}
