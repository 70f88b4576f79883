import { assert } from '#src/kernel/assert.ts'

const BLOCK = 64
const DIGEST = 16

/** The longest message: a RADIUS packet (4,096 octets) with its secret behind it, and room to spare. */
const MESSAGE_OCTETS_MAX = 8192

const INITIAL = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476)

/**
 * Where a message is laid out to be hashed. What stands there is spoilt by the next hash, and nothing
 * here awaits, so callers never meet in it.
 */
export const room: Uint8Array = new Uint8Array(MESSAGE_OCTETS_MAX + 2 * BLOCK)

/** The digest of the last hash, until the next. */
export const digest: Uint8Array = new Uint8Array(DIGEST)

/** Both as the words MD5 works on, which are little-endian like every machine this runs on. */
const words = new Int32Array(room.buffer)
const state = new Int32Array(digest.buffer)

/**
 * MD5 (RFC 1321) of the first `length` octets of the room, into `digest`.
 *
 * RADIUS asks for it, no one else should. Written out because the messages are a few blocks long:
 * entering the platform's own hash costs three times the hashing.
 */
export function hashRoom(length: number): void {
  state.set(INITIAL)
  absorb(length, 0)
}

/** MD5 of the parts laid end to end. */
export function md5(...parts: readonly Uint8Array[]): Buffer {
  let length = 0
  for (const part of parts) {
    assert(length + part.length <= MESSAGE_OCTETS_MAX, 'a message fits the room')
    room.set(part, length)
    length += part.length
  }
  hashRoom(length)
  return Buffer.from(digest)
}

/** HMAC-MD5 (RFC 2104) under one key, whose own two blocks are hashed once and for all. */
export class HmacMd5 {
  readonly #inner: Int32Array
  readonly #outer: Int32Array

  constructor(key: Uint8Array) {
    const short = key.length > BLOCK ? md5(key) : key
    this.#inner = keyed(short, 0x36)
    this.#outer = keyed(short, 0x5c)
  }

  /** The code for the first `length` octets of the room, into `digest`. */
  hashRoom(length: number): void {
    state.set(this.#inner)
    absorb(length, BLOCK)
    room.set(digest)
    state.set(this.#outer)
    absorb(DIGEST, BLOCK)
  }
}

function keyed(key: Uint8Array, pad: number): Int32Array {
  room.fill(pad, 0, BLOCK)
  for (const [i, octet] of key.entries()) room[i] = octet ^ pad
  state.set(INITIAL)
  compress(0)
  return state.slice()
}

/** Takes in the last of a message of which `before` octets went in already, with RFC 1321 §3.1 padding. */
function absorb(length: number, before: number): void {
  const end = Math.ceil((length + 9) / BLOCK) * BLOCK
  room.fill(0, length, end)
  room[length] = 0x80
  words[end / 4 - 2] = (before + length) * 8
  for (let at = 0; at < end / 4; at += 16) compress(at)
}

/**
 * RFC 1321 §3.4, the block that begins at this word.
 *
 * Each step waits for the one before, so it adds what is known early first, and what the newest word is
 * mixed into last. `| 0` keeps every sum a 32-bit integer.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the listing of the RFC, faster than loops.
function compress(at: number): void {
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  const w0 = words[at] as number
  const w1 = words[at + 1] as number
  const w2 = words[at + 2] as number
  const w3 = words[at + 3] as number
  const w4 = words[at + 4] as number
  const w5 = words[at + 5] as number
  const w6 = words[at + 6] as number
  const w7 = words[at + 7] as number
  const w8 = words[at + 8] as number
  const w9 = words[at + 9] as number
  const w10 = words[at + 10] as number
  const w11 = words[at + 11] as number
  const w12 = words[at + 12] as number
  const w13 = words[at + 13] as number
  const w14 = words[at + 14] as number
  const w15 = words[at + 15] as number

  // F takes c where b is set, and d elsewhere.
  a = (b + turn((a + 0xd76aa478 + w0 + (d ^ (b & (c ^ d)))) | 0, 7)) | 0
  d = (a + turn((d + 0xe8c7b756 + w1 + (c ^ (a & (b ^ c)))) | 0, 12)) | 0
  c = (d + turn((c + 0x242070db + w2 + (b ^ (d & (a ^ b)))) | 0, 17)) | 0
  b = (c + turn((b + 0xc1bdceee + w3 + (a ^ (c & (d ^ a)))) | 0, 22)) | 0
  a = (b + turn((a + 0xf57c0faf + w4 + (d ^ (b & (c ^ d)))) | 0, 7)) | 0
  d = (a + turn((d + 0x4787c62a + w5 + (c ^ (a & (b ^ c)))) | 0, 12)) | 0
  c = (d + turn((c + 0xa8304613 + w6 + (b ^ (d & (a ^ b)))) | 0, 17)) | 0
  b = (c + turn((b + 0xfd469501 + w7 + (a ^ (c & (d ^ a)))) | 0, 22)) | 0
  a = (b + turn((a + 0x698098d8 + w8 + (d ^ (b & (c ^ d)))) | 0, 7)) | 0
  d = (a + turn((d + 0x8b44f7af + w9 + (c ^ (a & (b ^ c)))) | 0, 12)) | 0
  c = (d + turn((c + 0xffff5bb1 + w10 + (b ^ (d & (a ^ b)))) | 0, 17)) | 0
  b = (c + turn((b + 0x895cd7be + w11 + (a ^ (c & (d ^ a)))) | 0, 22)) | 0
  a = (b + turn((a + 0x6b901122 + w12 + (d ^ (b & (c ^ d)))) | 0, 7)) | 0
  d = (a + turn((d + 0xfd987193 + w13 + (c ^ (a & (b ^ c)))) | 0, 12)) | 0
  c = (d + turn((c + 0xa679438e + w14 + (b ^ (d & (a ^ b)))) | 0, 17)) | 0
  b = (c + turn((b + 0x49b40821 + w15 + (a ^ (c & (d ^ a)))) | 0, 22)) | 0

  // G takes b where d is set, and c elsewhere: no bit is in both, so they may be added.
  a = (b + turn((a + 0xf61e2562 + w1 + (c & ~d) + (b & d)) | 0, 5)) | 0
  d = (a + turn((d + 0xc040b340 + w6 + (b & ~c) + (a & c)) | 0, 9)) | 0
  c = (d + turn((c + 0x265e5a51 + w11 + (a & ~b) + (d & b)) | 0, 14)) | 0
  b = (c + turn((b + 0xe9b6c7aa + w0 + (d & ~a) + (c & a)) | 0, 20)) | 0
  a = (b + turn((a + 0xd62f105d + w5 + (c & ~d) + (b & d)) | 0, 5)) | 0
  d = (a + turn((d + 0x02441453 + w10 + (b & ~c) + (a & c)) | 0, 9)) | 0
  c = (d + turn((c + 0xd8a1e681 + w15 + (a & ~b) + (d & b)) | 0, 14)) | 0
  b = (c + turn((b + 0xe7d3fbc8 + w4 + (d & ~a) + (c & a)) | 0, 20)) | 0
  a = (b + turn((a + 0x21e1cde6 + w9 + (c & ~d) + (b & d)) | 0, 5)) | 0
  d = (a + turn((d + 0xc33707d6 + w14 + (b & ~c) + (a & c)) | 0, 9)) | 0
  c = (d + turn((c + 0xf4d50d87 + w3 + (a & ~b) + (d & b)) | 0, 14)) | 0
  b = (c + turn((b + 0x455a14ed + w8 + (d & ~a) + (c & a)) | 0, 20)) | 0
  a = (b + turn((a + 0xa9e3e905 + w13 + (c & ~d) + (b & d)) | 0, 5)) | 0
  d = (a + turn((d + 0xfcefa3f8 + w2 + (b & ~c) + (a & c)) | 0, 9)) | 0
  c = (d + turn((c + 0x676f02d9 + w7 + (a & ~b) + (d & b)) | 0, 14)) | 0
  b = (c + turn((b + 0x8d2a4c8a + w12 + (d & ~a) + (c & a)) | 0, 20)) | 0

  // H is the parity of the three.
  a = (b + turn((a + 0xfffa3942 + w5 + (b ^ (c ^ d))) | 0, 4)) | 0
  d = (a + turn((d + 0x8771f681 + w8 + (a ^ (b ^ c))) | 0, 11)) | 0
  c = (d + turn((c + 0x6d9d6122 + w11 + (d ^ (a ^ b))) | 0, 16)) | 0
  b = (c + turn((b + 0xfde5380c + w14 + (c ^ (d ^ a))) | 0, 23)) | 0
  a = (b + turn((a + 0xa4beea44 + w1 + (b ^ (c ^ d))) | 0, 4)) | 0
  d = (a + turn((d + 0x4bdecfa9 + w4 + (a ^ (b ^ c))) | 0, 11)) | 0
  c = (d + turn((c + 0xf6bb4b60 + w7 + (d ^ (a ^ b))) | 0, 16)) | 0
  b = (c + turn((b + 0xbebfbc70 + w10 + (c ^ (d ^ a))) | 0, 23)) | 0
  a = (b + turn((a + 0x289b7ec6 + w13 + (b ^ (c ^ d))) | 0, 4)) | 0
  d = (a + turn((d + 0xeaa127fa + w0 + (a ^ (b ^ c))) | 0, 11)) | 0
  c = (d + turn((c + 0xd4ef3085 + w3 + (d ^ (a ^ b))) | 0, 16)) | 0
  b = (c + turn((b + 0x04881d05 + w6 + (c ^ (d ^ a))) | 0, 23)) | 0
  a = (b + turn((a + 0xd9d4d039 + w9 + (b ^ (c ^ d))) | 0, 4)) | 0
  d = (a + turn((d + 0xe6db99e5 + w12 + (a ^ (b ^ c))) | 0, 11)) | 0
  c = (d + turn((c + 0x1fa27cf8 + w15 + (d ^ (a ^ b))) | 0, 16)) | 0
  b = (c + turn((b + 0xc4ac5665 + w2 + (c ^ (d ^ a))) | 0, 23)) | 0

  // I is c, turned over where b is set or d is not.
  a = (b + turn((a + 0xf4292244 + w0 + (c ^ (b | ~d))) | 0, 6)) | 0
  d = (a + turn((d + 0x432aff97 + w7 + (b ^ (a | ~c))) | 0, 10)) | 0
  c = (d + turn((c + 0xab9423a7 + w14 + (a ^ (d | ~b))) | 0, 15)) | 0
  b = (c + turn((b + 0xfc93a039 + w5 + (d ^ (c | ~a))) | 0, 21)) | 0
  a = (b + turn((a + 0x655b59c3 + w12 + (c ^ (b | ~d))) | 0, 6)) | 0
  d = (a + turn((d + 0x8f0ccc92 + w3 + (b ^ (a | ~c))) | 0, 10)) | 0
  c = (d + turn((c + 0xffeff47d + w10 + (a ^ (d | ~b))) | 0, 15)) | 0
  b = (c + turn((b + 0x85845dd1 + w1 + (d ^ (c | ~a))) | 0, 21)) | 0
  a = (b + turn((a + 0x6fa87e4f + w8 + (c ^ (b | ~d))) | 0, 6)) | 0
  d = (a + turn((d + 0xfe2ce6e0 + w15 + (b ^ (a | ~c))) | 0, 10)) | 0
  c = (d + turn((c + 0xa3014314 + w6 + (a ^ (d | ~b))) | 0, 15)) | 0
  b = (c + turn((b + 0x4e0811a1 + w13 + (d ^ (c | ~a))) | 0, 21)) | 0
  a = (b + turn((a + 0xf7537e82 + w4 + (c ^ (b | ~d))) | 0, 6)) | 0
  d = (a + turn((d + 0xbd3af235 + w11 + (b ^ (a | ~c))) | 0, 10)) | 0
  c = (d + turn((c + 0x2ad7d2bb + w2 + (a ^ (d | ~b))) | 0, 15)) | 0
  b = (c + turn((b + 0xeb86d391 + w9 + (d ^ (c | ~a))) | 0, 21)) | 0

  state[0] = (state[0] as number) + a
  state[1] = (state[1] as number) + b
  state[2] = (state[2] as number) + c
  state[3] = (state[3] as number) + d
}

function turn(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}
