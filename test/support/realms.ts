import { randomBytes } from 'node:crypto'
import type { Ip } from '#src/kernel/ip.ts'
import { Secret } from '#src/kernel/secret.ts'
import { type Attribute, layout } from '#src/radius/dictionary.ts'
import type { Nas } from '#src/radius/message.ts'
import type { AuthenticRequest } from '#src/radius/service.ts'
import { keyOf, signRequest } from '#src/radius/signature.ts'
import { CODE, type Code, type Packet } from '#src/radius/wire.ts'
import type { Realm, UdpServer } from '#src/realms/realm.ts'
import { gateway, packetOf } from './radius.ts'

/** What the agency and the city share. */
export const HOME_SECRET = new Secret('between city and agency')

/** Our Proxy-State in tests. */
export const MARK = Buffer.from('our mark')

export function homeServer(changes: Partial<UdpServer> = {}): UdpServer {
  return {
    host: '127.0.0.1' as Ip,
    authPort: 1812,
    acctPort: 1813,
    transport: 'udp',
    statusServer: true,
    secret: HOME_SECRET,
    ...changes,
  }
}

/** A realm as most are. */
export function realm(changes: Partial<Realm> = {}): Realm {
  return {
    id: 'agency.gov.vn',
    servers: [homeServer()],
    order: 'fail-over',
    operator: 'quangninh.gov.vn',
    plan: 'public',
    strip: false,
    accounting: true,
    allow: [],
    withhold: [],
    addedAt: 0,
    ...changes,
  }
}

/** An authentic request of our gateway's. */
export function requestOf(
  attributes: readonly Attribute[] | Uint8Array,
  { code = CODE.accessRequest, nas = gateway(), receivedAt = 0 }: Partial<Asked> = {},
): AuthenticRequest<Nas> {
  const octets = attributes instanceof Uint8Array ? attributes : layout(attributes)
  const packet = signedPacket(code, octets, nas)
  return { packet, nas, source: '10.0.0.1' as Ip, receivedAt }
}

type Asked = { readonly code: Code; readonly nas: Nas; readonly receivedAt: number }

function signedPacket(code: Code, attributes: Uint8Array, nas: Nas): Packet {
  return packetOf(signRequest(code, 7, attributes, randomBytes(16), keyOf(nas.secret)))
}
