import { MINUTE, type Millis } from '#src/kernel/clock.ts'
import type { Session } from './session.ts'

/**
 * How long a phone may be unheard of between two sessions of one visit: an interim interval of five
 * minutes in which it left, and the ten for which plans let a phone be idle before it counts as gone.
 */
export const VISIT_GAP_MS: Millis = 15 * MINUTE

/** What tells whether two sessions are of one phone, and when. */
export type Stay = Pick<
  Session,
  'id' | 'gateway' | 'person' | 'device' | 'acctMultiSessionId' | 'startedAt' | 'updatedAt'
>

/**
 * The visit a session is part of, the eldest session first: a phone that walks from gateway to gateway
 * has a session at each, and is one guest.
 *
 * A session continues another of the same person on the same device, or of the same gateway and
 * Acct-Multi-Session-Id (RFC 2866 §5.11), when it began before the other was unheard of for 15 minutes.
 * This is read off the sessions as they stand and kept nowhere, so words that come late, in any order,
 * come to the same visits. `others` may be any sessions, in any order, also twice.
 */
export function visitOf<S extends Stay>(session: S, others: readonly S[]): S[] {
  const rest = new Map(others.map((other) => [other.id, other]))
  rest.delete(session.id)
  const visit = [session]
  // What is found is looked around from in turn.
  for (const found of visit) {
    for (const other of rest.values()) {
      if (!isOfOnePhone(found, other) || !isNear(found, other)) continue
      visit.push(other)
      rest.delete(other.id)
    }
  }
  return visit.toSorted((a, b) => a.startedAt - b.startedAt || a.id - b.id)
}

function isOfOnePhone(a: Stay, b: Stay): boolean {
  const isOfOneDevice = a.device !== undefined && a.device === b.device && a.person === b.person
  const isOfOneName =
    a.acctMultiSessionId !== undefined &&
    a.acctMultiSessionId === b.acctMultiSessionId &&
    a.gateway === b.gateway
  return isOfOneDevice || isOfOneName
}

function isNear(a: Stay, b: Stay): boolean {
  const [earlier, later] = a.startedAt <= b.startedAt ? [a, b] : [b, a]
  return later.startedAt - earlier.updatedAt <= VISIT_GAP_MS
}
