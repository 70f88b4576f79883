import type { Visit } from '#src/hotspot/visit.ts'
import type { Millis } from '#src/kernel/clock.ts'
import type { Keyring, Purpose } from '#src/store/keyring.ts'
import { VISIT_LIFE } from './limits.ts'

/*
 * What a page must carry, sealed: a phone's mini-browser keeps no cookie and nothing is stored before
 * consent. Each token is base64url text, opens only with our key and only as what it was sealed as.
 */

const TOKEN_MAX = 4096

/** A visit, for the forms of its pages. Opens for 30 minutes. */
export function sealVisit(keyring: Keyring, visit: Visit, now: Millis): string {
  return seal(keyring, 'visit-token', 'visit', { visit, until: now + VISIT_LIFE })
}

/** The visit in a token, unless it is altered, not ours, or too old. */
export function openVisit(keyring: Keyring, token: unknown, now: Millis): Visit | undefined {
  const opened = open<{ visit: Visit; until: Millis }>(keyring, 'visit-token', 'visit', token)
  return opened && opened.until > now ? opened.visit : undefined
}

/** Names a grant to its holder: whoever has the token may see and end that one stay, no more. */
export function sealStatus(keyring: Keyring, grant: number): string {
  return seal(keyring, 'status-token', 'grant', grant)
}

/** The grant in a status token. */
export function openStatus(keyring: Keyring, token: unknown): number | undefined {
  return open<number>(keyring, 'status-token', 'grant', token)
}

function seal(keyring: Keyring, purpose: Purpose, context: string, value: unknown): string {
  return keyring.seal(purpose, context, JSON.stringify(value)).toString('base64url')
}

function open<T>(
  keyring: Keyring,
  purpose: Purpose,
  context: string,
  token: unknown,
): T | undefined {
  if (typeof token !== 'string' || token.length > TOKEN_MAX) return undefined
  const plain = keyring.open(purpose, context, Buffer.from(token, 'base64url'))
  return plain === undefined ? undefined : (JSON.parse(plain) as T)
}
