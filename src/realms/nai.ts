/** A user of a realm, as a Network Access Identifier says it (RFC 7542 §2.2). */
export type Nai = { readonly user: string; readonly realm: string }

/** RFC 7542 §2.2: letters, digits and hyphens of any script; a hyphen neither begins nor ends a label. */
const LABEL = /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u
const LABEL_OCTETS_MAX = 63
const REALM_OCTETS_MAX = 253

/**
 * A realm in the one form that realms are compared in: composed, small letters (RFC 7542 §2.4). It has
 * at least two labels. Nothing when the text is no realm.
 */
export function parseRealm(text: string): string | undefined {
  const realm = text.normalize('NFC').toLowerCase()
  if (octetsOf(realm) > REALM_OCTETS_MAX) return undefined
  const labels = realm.split('.')
  const isRealm =
    labels.length > 1 &&
    labels.every((label) => LABEL.test(label) && octetsOf(label) <= LABEL_OCTETS_MAX)
  return isRealm ? realm : undefined
}

/** A realm, or `*.` and a realm, which stands for every realm below that one. */
export function parseRealmPattern(text: string): string | undefined {
  if (!text.startsWith('*.')) return parseRealm(text)
  const parent = parseRealm(text.slice(2))
  return parent && `*.${parent}`
}

/**
 * The user and the realm of a User-Name; nothing when it names no realm, or is no NAI: then it is nobody
 * else's to decide. The user may be empty, which hides who it is (RFC 7542 §2.4).
 */
export function naiOf(userName: string): Nai | undefined {
  const at = userName.indexOf('@')
  if (at < 0 || userName.indexOf('@', at + 1) >= 0) return undefined
  const realm = parseRealm(userName.slice(at + 1))
  return realm ? { user: userName.slice(0, at), realm } : undefined
}

/** The patterns that match a realm, the closest first: itself, then `*.` over each of its parents. */
export function patternsOf(realm: string): string[] {
  const labels = realm.split('.')
  const parents = labels.slice(1, -1).map((_, i) => `*.${labels.slice(i + 1).join('.')}`)
  return [realm, ...parents]
}

function octetsOf(text: string): number {
  return new TextEncoder().encode(text).length
}
