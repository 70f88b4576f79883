/** How values of an attribute read back, and so how two of them are compared. */
export type Kind =
  | 'text'
  | 'flag'
  | 'duration'
  /** A list whose order means nothing. */
  | 'set'
  /** Such a list, in which others have entries of their own. */
  | 'shared'

/** How rows of a path are told apart, ours from theirs. */
export type Identity =
  /** One page of settings, no rows. */
  | 'settings'
  /** The path has no `comment`: ours have a name that begins with `phu-song`. */
  | 'name'
  /** Ours carry their name as the first word of their comment. */
  | 'comment'
  | 'address'

type PathRule = {
  readonly identity: Identity
  readonly isOrdered?: true
  readonly kinds: Readonly<Record<string, Kind>>
}

/** Every path we manage, in the order in which one may refer to another. */
export const PATHS: Readonly<Record<string, PathRule>> = {
  '/file': { identity: 'name', kinds: {} },
  '/radius': {
    identity: 'comment',
    isOrdered: true,
    kinds: { service: 'set', timeout: 'duration', disabled: 'flag' },
  },
  '/radius/incoming': { identity: 'settings', kinds: { accept: 'flag' } },
  '/ip/hotspot/profile': {
    identity: 'name',
    kinds: { 'login-by': 'set', 'use-radius': 'flag', 'radius-accounting': 'flag' },
  },
  '/ip/hotspot': { identity: 'name', kinds: { disabled: 'flag', 'idle-timeout': 'duration' } },
  '/ip/hotspot/walled-garden': {
    identity: 'comment',
    isOrdered: true,
    kinds: { disabled: 'flag' },
  },
  '/ip/hotspot/walled-garden/ip': {
    identity: 'comment',
    isOrdered: true,
    kinds: { disabled: 'flag' },
  },
  '/ip/dhcp-server/option': { identity: 'name', kinds: { force: 'flag' } },
  '/ip/dhcp-server/network': { identity: 'address', kinds: { 'dhcp-option': 'shared' } },
}
