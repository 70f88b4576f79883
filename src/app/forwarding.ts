import { networkInterfaces } from 'node:os'
import type { Config } from '#src/config.ts'
import { SECOND } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { Limits } from '#src/kernel/limits.ts'
import { allowance } from '#src/plans/allowance.ts'
import { planNamed } from '#src/plans/plan-store.ts'
import { ForwardingServer } from '#src/proxy/forwarding-server.ts'
import { SpoolStore } from '#src/proxy/spool-store.ts'
import type { RadiusHandlers } from '#src/radius/message.ts'
import { TlsRequester } from '#src/radius/tls-requester.ts'
import type { HomeAddress } from '#src/realms/address.ts'
import type { RadsecServer } from '#src/realms/realm.ts'
import type { House } from './house.ts'
import { readCredentials } from './radsec.ts'

/** RFC 2865 §5.33: opaque to all others. Long enough that nobody else's is the same by chance. */
const MARK_OCTETS = 8

/** We do not know who the users of others are, so each session has the whole of its plan. */
const NOTHING_USED = { seconds: 0, octets: 0 }

/** The realms of a house at work: `accounting` keeps the city's own books of their users. */
export function openForwarding(
  house: House,
  { accounting }: Pick<RadiusHandlers, 'accounting'>,
): ForwardingServer {
  return new ForwardingServer({
    ...house,
    spool: new SpoolStore(house.database, house.keyring),
    mark: house.keyring.hash('proxy-state', 'ours').subarray(0, MARK_OCTETS),
    heard: (gateway) => house.gatewayWords.heard(gateway),
    limitsOf: (plan, gateway) => limitsOf(house, plan, gateway),
    record: accounting,
    openTls: (server) => openTls(house, server),
  })
}

function openTls({ config, log, entropy }: House, server: RadsecServer): TlsRequester {
  const { radsec } = config
  const { host, port, certificate, name } = server
  const says = `no RADIUS/TLS with ${host} port ${port}: this city has no certificate (RADSEC_CERT)`
  if (!radsec) throw new Fault('network/unavailable', { host, port, says })
  const authorities = readCredentials(radsec).authorities ?? ''
  const trust = certificate ? { fingerprint: certificate } : { authorities, ...(name && { name }) }
  const identity = () => readCredentials(radsec)
  return TlsRequester.open({ server: { host, port, trust }, identity, log, entropy })
}

/** Whether a home server would be this very server: then a realm would lead back to itself. */
export function pointsAtUs(
  { radiusAuth, radiusAcct, radsec }: Pick<Config, 'radiusAuth' | 'radiusAcct' | 'radsec'>,
  { host, authPort, acctPort }: HomeAddress,
): boolean {
  const doors = [radiusAuth.port, radiusAcct.port, radsec?.port]
  if (!doors.includes(authPort) && !doors.includes(acctPort)) return false
  const ours = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  return UNSPECIFIED.has(host) || ours.some(({ address }) => address === host)
}

const UNSPECIFIED = new Set<string>(['0.0.0.0', '::'])

/** What a plan gives somebody new at a gateway's place now; nothing while that is closed. */
function limitsOf(house: House, plan: string, gateway: string): Limits | undefined {
  const now = house.clock()
  const site = house.gateways.find(gateway)?.site ?? ''
  const opening = house.places.openingAt(site, now)
  if (!opening.isOpen) return undefined
  const secondsOpen = Math.floor((opening.closesAt - now) / SECOND)
  const used = { day: NOTHING_USED, month: NOTHING_USED }
  const allowed = allowance(planNamed(house.plans, plan), used, Math.max(1, secondsOpen))
  return allowed.kind === 'open' ? allowed.limits : undefined
}
