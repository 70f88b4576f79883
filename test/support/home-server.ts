import { systemClock } from '#src/kernel/clock.ts'
import { silentLog } from '#src/kernel/log.ts'
import { type Attribute, layout } from '#src/radius/dictionary.ts'
import { Listener } from '#src/radius/listener.ts'
import type { Peer, Reply, Service, Silence } from '#src/radius/service.ts'
import { Tally } from '#src/radius/tally.ts'
import { CODE, type Code, type Packet } from '#src/radius/wire.ts'
import { packetOf } from './radius.ts'
import { HOME_SECRET } from './realms.ts'

/** What a home server says to a request; nothing is silence. */
export type Says =
  | { readonly code: Code; readonly attributes?: readonly Attribute[] | Uint8Array }
  | undefined

/**
 * A port of a home server on loopback that answers as it is told, and keeps what it heard. `hush` makes
 * it silent to everything, as a dead one is, without giving its port away.
 */
export async function openHomeServer(answer: (packet: Packet) => Says, secret = HOME_SECRET) {
  const heard: Packet[] = []
  const state = { isHushed: false, statusServers: 0 }
  const peer: Peer = { id: 'city', secret, messageAuthenticator: 'required', limitProxyState: true }
  const service: Service<Peer> = {
    name: 'home',
    codes: [CODE.accessRequest, CODE.accountingRequest, CODE.statusServer],
    nasAt: () => peer,
    async answer({ packet }): Promise<Reply | Silence> {
      const silence: Silence = { kind: 'silence', outcome: 'silent' }
      if (packet.code === CODE.statusServer) state.statusServers++
      else heard.push(packet)
      if (state.isHushed) return silence
      if (packet.code === CODE.statusServer) return said({ code: CODE.accessAccept })
      const says = answer(packet)
      return says ? said(says) : silence
    },
  }
  const listener = await Listener.open(
    { host: '127.0.0.1', port: 0 },
    service,
    systemClock,
    new Tally(systemClock, silentLog),
  )
  return {
    port: listener.port,
    heard,
    get statusServers() {
      return state.statusServers
    },
    hush: (isHushed: boolean) => {
      state.isHushed = isHushed
    },
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  }
}

function said({ code, attributes = [] }: Exclude<Says, undefined>): Reply {
  const octets = attributes instanceof Uint8Array ? attributes : layout(attributes)
  return { kind: 'reply', outcome: 'said', code, attributes: octets }
}

/** A packet with these attributes that nobody signed. */
export function packetWith(attributes: Uint8Array, code: Code = CODE.accessRequest): Packet {
  const head = Buffer.alloc(20)
  head[0] = code
  head.writeUInt16BE(20 + attributes.length, 2)
  return packetOf(Buffer.concat([head, attributes]))
}

/** Resolves once `is` holds, looked at every few milliseconds; the suite's watchdog ends a vain wait. */
export async function until(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((done) => setTimeout(done, 5))
}
