import type { Millis } from '#src/kernel/clock.ts'
import type { Database } from '#src/store/database.ts'

/** A device that was in two distant places at once. It is named by its number, never by its address. */
export type DeviceAlarm = {
  readonly id: number
  readonly device: number
  readonly at: Millis
  /** The gateway at which it asked to come in. */
  readonly gateway: string
  /** The gateway at which it was online. */
  readonly elsewhere: string
  /** When its owner proved themselves on it again; absent while the address alone opens nothing. */
  readonly settledAt: Millis | undefined
}

/** Devices whose address somebody may have copied. Every method is synchronous and joins a transaction. */
export class AlarmStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Notes that a device is in two places; once, until it is settled. */
  raise({ device, at, gateway, elsewhere }: Omit<DeviceAlarm, 'id' | 'settledAt'>): void {
    if (this.isOpen(device)) return
    this.#database.run(
      'INSERT INTO device_alarm (device, at, gateway, elsewhere) VALUES (?, ?, ?, ?)',
      device,
      at,
      gateway,
      elsewhere,
    )
  }

  isOpen(device: number): boolean {
    const sql = 'SELECT 1 FROM device_alarm WHERE device = ? AND settled_at IS NULL'
    return this.#database.get(sql, device) !== undefined
  }

  /** Its owner has proven on this device who they are. */
  settle(device: number, now: Millis): void {
    const sql = 'UPDATE device_alarm SET settled_at = ? WHERE device = ? AND settled_at IS NULL'
    this.#database.run(sql, now, device)
  }

  /** Newest first. */
  recent(limit: number): DeviceAlarm[] {
    const rows = this.#database.all<Omit<DeviceAlarm, 'settledAt'> & { settledAt: Millis | null }>(
      `SELECT id, device, at, gateway, elsewhere, settled_at AS settledAt
       FROM device_alarm ORDER BY at DESC, id DESC LIMIT ?`,
      limit,
    )
    return rows.map((row) => ({ ...row, settledAt: row.settledAt ?? undefined }))
  }

  /** Removes alarms that were raised before then and are settled. */
  prune(before: Millis): void {
    const sql = 'DELETE FROM device_alarm WHERE at < ? AND settled_at IS NOT NULL'
    this.#database.run(sql, before)
  }
}
