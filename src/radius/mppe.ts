import { hash } from 'node:crypto'
import { md4 } from './md4.ts'
import { ntPasswordHash } from './mschap2.ts'

const KEY_OCTETS = 16
const PAD = { first: Buffer.alloc(40, 0x00), second: Buffer.alloc(40, 0xf2) }
const MASTER = Buffer.from('This is the MPPE Master Key')
const SEND = Buffer.from(
  'On the client side, this is the receive key; on the server side, it is the send key.',
)
const RECEIVE = Buffer.from(
  'On the client side, this is the send key; on the server side, it is the receive key.',
)

/** The keys a NAS encrypts with after MS-CHAPv2, 128 bits each, as it sends and as it receives. */
export type MppeKeys = { readonly send: Buffer; readonly receive: Buffer }

/** RFC 3079 §3.4: both start keys, from the password and the response that proved it. */
export function mppeKeys(password: string, response: Uint8Array): MppeKeys {
  const master = sha1(md4(ntPasswordHash(password)), response, MASTER)
  const startKey = (magic: Buffer) => sha1(master, PAD.first, magic, PAD.second)
  return { send: startKey(SEND), receive: startKey(RECEIVE) }
}

function sha1(...parts: readonly Uint8Array[]): Buffer {
  const digest = hash('sha1', Buffer.concat(parts), { outputEncoding: 'buffer' })
  return digest.subarray(0, KEY_OCTETS)
}
