import type { Resource, Sealed } from './resource.ts'

/** What a device says of itself. */
export type DeviceAbout = {
  readonly identity: string
  readonly model: string
  /** `[7, 18, 2]`. */
  readonly version: readonly number[]
  /** Whether only what lies under `flash/` survives a reboot. */
  readonly hasFlash: boolean
  /** Names of the hotspots it runs, ours among them. */
  readonly hotspots: readonly string[]
  /** Whether it may run one: a home model must be told so by hand, with a press of its button. */
  readonly mayRunHotspot: boolean
}

/** New values for some settings of a resource. What is not named stays. */
export type Change = { readonly set: Resource['set']; readonly sealed?: Sealed }

/** How a make of device reads back what it was told: all that a diff must know of it. */
export type DeviceRules = {
  /** The one spelling of a value, so that `300s` and `5m` compare equal. */
  readonly canonical: (path: string, attribute: string, value: string) => string
  /** A list that others write in too: ours must be in it, theirs stay. */
  readonly isShared: (path: string, attribute: string) => boolean
  /** Whether the first row that matches wins, so that the order of rows matters. */
  readonly isOrdered: (path: string) => boolean
}

/**
 * What every driver can do. Each call ends or is aborted; none retries, that is the fleet's choice.
 *
 * A call throws `device/refused` when the device said no, so nothing changed; `device/unreachable`
 * leaves open whether it did.
 */
export type Device = {
  readonly rules: DeviceRules
  readonly about: (signal: AbortSignal) => Promise<DeviceAbout>
  /** What we manage and what stands beside it, rows of one path in the device's own order. */
  readonly observe: (signal: AbortSignal) => Promise<readonly Resource[]>
  readonly add: (resource: Resource, signal: AbortSignal) => Promise<void>
  readonly change: (resource: Resource, change: Change, signal: AbortSignal) => Promise<void>
  /** Puts the row before another of its path, or last. */
  readonly move: (
    resource: Resource,
    before: Resource | undefined,
    signal: AbortSignal,
  ) => Promise<void>
  readonly remove: (resource: Resource, signal: AbortSignal) => Promise<void>
}
