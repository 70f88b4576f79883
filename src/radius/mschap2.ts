import { createCipheriv, hash } from 'node:crypto'
import { md4 } from './md4.ts'

/** What both sides of an MS-CHAPv2 exchange have seen (RFC 2759 §8). */
export type Exchange = {
  /** The name without a domain. */
  readonly userName: Uint8Array
  /** 16 octets from our side. */
  readonly challenge: Uint8Array
  /** 16 octets from the phone's. */
  readonly peerChallenge: Uint8Array
}

const sha1 = (...parts: readonly Uint8Array[]): Buffer =>
  hash('sha1', Buffer.concat(parts), { outputEncoding: 'buffer' })

/** NtPasswordHash, RFC 2759 §8.3. */
export function ntPasswordHash(password: string): Buffer {
  return md4(Buffer.from(password, 'utf16le'))
}

/** GenerateNTResponse, RFC 2759 §8.1: the 24 octets of a phone that knows the password. */
export function ntResponse(password: string, exchange: Exchange): Buffer {
  const key = Buffer.alloc(21)
  ntPasswordHash(password).copy(key)
  const challenge = challengeHash(exchange)
  return Buffer.concat([0, 7, 14].map((at) => des(key.subarray(at, at + 7), challenge)))
}

const MAGIC_SERVER = Buffer.from('Magic server to client signing constant')
const MAGIC_PAD = Buffer.from('Pad to make it do more than one iteration')

/** GenerateAuthenticatorResponse, RFC 2759 §8.7: how the phone sees that we know the password too. */
export function authenticatorResponse(
  password: string,
  response: Uint8Array,
  exchange: Exchange,
): string {
  const digest = sha1(md4(ntPasswordHash(password)), response, MAGIC_SERVER)
  const proof = sha1(digest, challengeHash(exchange), MAGIC_PAD)
  return `S=${proof.toString('hex').toUpperCase()}`
}

/** ChallengeHash, RFC 2759 §8.2. */
function challengeHash({ peerChallenge, challenge, userName }: Exchange): Buffer {
  return sha1(peerChallenge, challenge, userName).subarray(0, 8)
}

/** DesEncrypt, RFC 2759 §8.6. The platform keeps DES only as triple DES: with one key thrice, it is DES. */
function des(key: Uint8Array, clear: Uint8Array): Buffer {
  const spread = withParity(key)
  const cipher = createCipheriv('des-ede3', Buffer.concat([spread, spread, spread]), null)
  return cipher.update(clear)
}

/** 56 bits of key, seven to an octet; the eighth is parity, which DES ignores. */
function withParity(key: Uint8Array): Buffer {
  const bits = BigInt(`0x${Buffer.from(key).toString('hex')}`)
  return Buffer.from(
    Array.from({ length: 8 }, (_, i) => Number((bits >> BigInt(49 - 7 * i)) & 0x7fn) << 1),
  )
}
