import { Secret } from '#src/kernel/secret.ts'
import type { Nas } from '#src/radius/message.ts'
import { inspect, type Packet } from '#src/radius/wire.ts'

/** The secret of RFC 2865 §7 and RFC 5997 §6. */
export const RFC_SECRET = new Secret('xyzzy5461')

/** A gateway that signs everything, unless told otherwise. */
export function gateway(changes: Partial<Nas> = {}): Nas {
  return {
    id: 'ben-tau',
    vendor: 'mikrotik',
    secret: RFC_SECRET,
    messageAuthenticator: 'required',
    ...changes,
  }
}

/** Octets as RFCs print them. */
export function hex(text: string): Buffer {
  return Buffer.from(text.replace(/\s/g, ''), 'hex')
}

/** The packet in these octets, which must be sound. */
export function packetOf(octets: Buffer): Packet {
  const packet = inspect(octets)
  if (packet.kind === 'malformed') throw new Error(`malformed: ${packet.reason}`)
  return packet
}
