import type { Secret } from '#src/kernel/secret.ts'

/** One setting on a device, named the way the device names it: `/ip/hotspot/profile` `phu-song`. */
export type Resource = {
  readonly path: string
  /** Ours begin with `phu-song`; a settings page, of which there is one, is named by the empty text. */
  readonly name: string
  readonly set: Readonly<Record<string, string>>
  readonly sealed?: Sealed
  /** Belongs to the site: changed where it is found, never added and never removed. */
  readonly isAdopted?: true
  /** The name it carries a second time: somebody copied a row of ours, and this is the copy. */
  readonly copyOf?: string
}

/**
 * What a device takes but does not show again.
 *
 * `mark` changes with the values and tells nothing of them. It is kept on the device beside them, so a
 * device restored to an older secret is seen to have one.
 */
export type Sealed = {
  readonly mark: string
  readonly set: Readonly<Record<string, Secret>>
}

/** Whether the resource is ours to change and remove; anything else belongs to a technician. */
export function isOurs({ name }: Pick<Resource, 'name'>): boolean {
  return /^(?:flash\/)?phu-song(?:[-/]|$)/.test(name)
}
