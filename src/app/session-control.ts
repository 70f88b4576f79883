import { parseIp } from '#src/kernel/ip.ts'
import type { Limits } from '#src/kernel/limits.ts'
import { DynauthClient } from '#src/radius/dynauth.ts'
import type { DisconnectOutcome, DynauthOutcome } from '#src/radius/message.ts'
import type { Session } from '#src/sessions/session.ts'
import type { House } from './house.ts'

/** What can be asked of a running session's gateway. */
export type SessionControl = AsyncDisposable & {
  /** Asks it to end the session: see `DynauthClient`. `silent` when the gateway is ours no more. */
  readonly end: (session: Session) => Promise<DisconnectOutcome>
  /** Asks it to keep the session to these limits from now on, all counted from its beginning. */
  readonly change: (session: Session, limits: Limits) => Promise<DynauthOutcome>
}

/**
 * Dynamic authorization over one house: a session is asked about where its accounting comes from, and
 * from where RADIUS is served.
 */
export function openSessionControl(house: House): SessionControl {
  const { clock, entropy, config } = house
  const client = new DynauthClient({ clock, entropy, localAddress: config.radiusAuth.host })
  return {
    async end(session) {
      const at = placeOf(house, session)
      return at ? client.disconnect(at.gateway, at.key, at.target) : { kind: 'silent' }
    },

    async change(session, limits) {
      const at = placeOf(house, session)
      return at ? client.change(at.gateway, at.key, limits, at.target) : { kind: 'silent' }
    },

    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  }
}

/** The gateway of a session, what it calls the session, and where it listens. */
function placeOf({ gateways, people }: House, session: Session) {
  const gateway = gateways.find(session.gateway)
  const host = parseIp(session.nasAddress)
  if (!gateway || !host) return undefined
  const { userName, acctSessionId, device } = session
  const framedIp = parseIp(session.framedIp)
  const callingStation = device === undefined ? undefined : people.macOf(device)
  const key = { userName, acctSessionId, framedIp, callingStation }
  return { gateway, key, target: { host, port: gateway.coaPort } }
}
