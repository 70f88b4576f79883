import type { Ip } from '#src/kernel/ip.ts'
import { type Mac, macWithColons, macWithHyphens } from '#src/kernel/mac.ts'
import type { Vendor } from '#src/kernel/vendor.ts'
import type { Attributes } from '#src/radius/attributes.ts'
import type { Attribute } from '#src/radius/dictionary.ts'
import { ERROR_CAUSE } from '#src/radius/message.ts'
import type { Station } from './wireless.ts'

/** A session as the gateway that keeps it names it. */
export type SessionName = {
  readonly station: Station
  readonly userName: string
  readonly acctSessionId: string
  readonly port: number
}

/** What a gateway says of itself in every packet. */
export type NasFacts = {
  readonly identifier: string
  readonly address: Ip
  /** `host:port` of the login page. */
  readonly hotspotHost: string
  /** The gateway's own address on the wireless side. */
  readonly mac: Mac
}

/** RFC 2866 §5.10, the causes a hotspot has. */
export type TerminateCause =
  | 'User-Request'
  | 'Lost-Carrier'
  | 'Idle-Timeout'
  | 'Session-Timeout'
  | 'Admin-Reset'
  | 'NAS-Reboot'
  | 'NAS-Request'

/** What a session may have; what is absent is unlimited. */
export type Allowance = {
  readonly sessionSeconds: number | undefined
  readonly idleSeconds: number | undefined
  readonly octets: number | undefined
  readonly rate: Rate | undefined
  readonly interimSeconds: number | undefined
  readonly class: Buffer | undefined
}

/** `up` is from the phone. */
export type Rate = { readonly upKbps: number; readonly downKbps: number }

/** From whose end of the radio link octets are counted. */
export type ViewPoint = 'nas' | 'phone'

/** How one make of gateway speaks RADIUS: what it sends, and what it believes. */
export type NasVendor = {
  /** What names the phone and the port, in requests for access and in accounting alike. */
  readonly stationAttributes: (facts: NasFacts, session: SessionName) => Attribute[]
  /** The quota of a reply in octets, both directions together. */
  readonly quotaOf: (reply: Attributes) => number | undefined
  /** The rate of a reply, each way. */
  readonly rateOf: (reply: Attributes) => Rate | undefined
  /** What a CoA-Request that says this makes of an allowance, or why it cannot (RFC 5176 §3.5). */
  readonly changed: (now: Allowance, said: Allowance) => Allowance | { readonly nak: number }
  /** Whether its NAKs give an Error-Cause. */
  readonly givesCause: boolean
  /** Whether a Disconnect- or CoA-Request names this session, by the vendor's own rules. */
  readonly isNamedBy: (request: Attributes, session: SessionName) => boolean
  /** With what it asks for a device by its address alone. */
  readonly macLogin: (mac: Mac) => { readonly userName: string; readonly password: string }
  /** Acct-Session-Id of the `count`-th session since the boot at this second. */
  readonly acctSessionId: (bootSeconds: number, count: number) => string
  /** Whose input Acct-Input-Octets is: the gateway's, as RFC 2866 §5.3 has it, or the phone's. */
  readonly viewPoint: ViewPoint
  /** Acct-Terminate-Cause when the quota is spent. */
  readonly quotaCause: TerminateCause
}

/**
 * RouterOS HotSpot: Calling-Station-Id with colons, Called-Station-Id is the name of the hotspot
 * server. A Disconnect-Request must carry Framed-IP-Address; what else it names must match too.
 */
const mikrotik: NasVendor = {
  stationAttributes: (facts, { station, userName, acctSessionId, port }) => [
    ['NAS-Port-Type', 'Wireless-802.11'],
    ['Calling-Station-Id', macWithColons(station.mac)],
    ['Called-Station-Id', 'hotspot1'],
    ['NAS-Port-Id', 'bridge-hotspot'],
    ['User-Name', userName],
    ['NAS-Port', 0x80000000 + port],
    ['Acct-Session-Id', acctSessionId],
    ['Framed-IP-Address', station.ip],
    ['Mikrotik-Host-IP', station.ip],
    ['Service-Type', 'Login-User'],
    ['WISPr-Logoff-URL', `http://${facts.hotspotHost}/logout`],
    ['NAS-Identifier', facts.identifier],
    ['NAS-IP-Address', facts.address],
  ],
  quotaOf: (reply) => octetsIn(reply, 'Mikrotik-Total-Limit', 'Mikrotik-Total-Limit-Gigawords'),
  rateOf(reply) {
    const [, upKbps, downKbps] =
      /^(\d+)k\/(\d+)k$/.exec(reply.text('Mikrotik-Rate-Limit') ?? '') ?? []
    return upKbps && downKbps ? { upKbps: Number(upKbps), downKbps: Number(downKbps) } : undefined
  },
  /** What is not named stays; the quota is not among what it changes. */
  changed: (now, said) =>
    said.octets === undefined
      ? {
          ...now,
          sessionSeconds: said.sessionSeconds ?? now.sessionSeconds,
          idleSeconds: said.idleSeconds ?? now.idleSeconds,
          rate: said.rate ?? now.rate,
        }
      : { nak: ERROR_CAUSE.unsupportedAttribute },
  givesCause: true,
  isNamedBy: (request, session) =>
    framedIp(request) === session.station.ip &&
    agrees(request, 'User-Name', session.userName) &&
    agrees(request, 'Acct-Session-Id', session.acctSessionId),
  /** `mac-auth-password` is empty unless somebody sets it. */
  macLogin: (mac) => ({ userName: macWithColons(mac), password: '' }),
  acctSessionId: (bootSeconds, count) =>
    ((0x80000000 + ((bootSeconds & 0x7ff) << 20) + count) >>> 0).toString(16),
  viewPoint: 'nas',
  quotaCause: 'NAS-Request',
}

/**
 * CoovaChilli: station identifiers with hyphens, Called-Station-Id is the gateway's MAC. A
 * Disconnect-Request must carry User-Name; an Acct-Session-Id must match when it is there. It counts
 * as the phone does, and says so.
 */
const chilli: NasVendor = {
  stationAttributes: (facts, { station, userName, acctSessionId, port }) => [
    ['User-Name', userName],
    ['NAS-IP-Address', facts.address],
    ['Service-Type', 'Login-User'],
    ['Framed-IP-Address', station.ip],
    ['NAS-Port-Type', 'Wireless-802.11'],
    ['NAS-Port', port],
    ['NAS-Port-Id', String(port).padStart(8, '0')],
    ['NAS-Identifier', facts.identifier],
    ['Acct-Session-Id', acctSessionId],
    ['Calling-Station-Id', macWithHyphens(station.mac)],
    ['Called-Station-Id', macWithHyphens(facts.mac)],
    ['WISPr-Logoff-URL', `http://${facts.hotspotHost}/logoff`],
  ],
  quotaOf: (reply) =>
    octetsIn(reply, 'ChilliSpot-Max-Total-Octets', 'ChilliSpot-Max-Total-Gigawords'),
  rateOf(reply) {
    const up = reply.integer('WISPr-Bandwidth-Max-Up')
    const down = reply.integer('WISPr-Bandwidth-Max-Down')
    return up && down ? { upKbps: up / 1000, downKbps: down / 1000 } : undefined
  },
  /** What is not named is unlimited from then on. */
  changed: (now, said) => ({ ...said, class: now.class }),
  givesCause: false,
  isNamedBy: (request, session) =>
    request.text('User-Name') === session.userName &&
    agrees(request, 'Acct-Session-Id', session.acctSessionId),
  /** Without `macpasswd` the password is the name. */
  macLogin: (mac) => ({ userName: macWithHyphens(mac), password: macWithHyphens(mac) }),
  acctSessionId: (bootSeconds, count) => `${hex8(bootSeconds)}${hex8(count)}`,
  viewPoint: 'phone',
  quotaCause: 'Session-Timeout',
}

/** The RADIUS manners of each make. */
export const NAS_VENDORS: Readonly<Record<Vendor, NasVendor>> = { mikrotik, chilli }

function agrees(request: Attributes, name: string, ours: string): boolean {
  const said = request.text(name)
  return said === undefined || said === ours
}

function hex8(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0')
}

/** A quota carried as octets and its Gigawords (RFC 2869 §5.1). */
function octetsIn(reply: Attributes, low: string, high: string): number | undefined {
  const [octets, gigawords] = [reply.integer(low), reply.integer(high)]
  if (octets === undefined && gigawords === undefined) return undefined
  return (gigawords ?? 0) * 2 ** 32 + (octets ?? 0)
}

function framedIp(request: Attributes): string | undefined {
  return request.octets('Framed-IP-Address')?.join('.')
}
