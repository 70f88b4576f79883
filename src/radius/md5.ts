import { assert } from '#src/kernel/assert.ts'

const BLOCK = 64
const DIGEST = 16

/** The longest message: a RADIUS packet (4,096 octets) with its secret behind it, and room to spare. */
const MESSAGE_OCTETS_MAX = 8192

/** RFC 1321 §3.4: what each of the 64 steps adds. */
const SINES = Int32Array.from({ length: 64 }, (_, i) =>
  Math.floor(2 ** 32 * Math.abs(Math.sin(i + 1))),
)
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

/** RFC 1321 §3.4, the block that begins at this word. Four steps a turn, so that no word changes place. */
function compress(at: number): void {
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  for (let i = 0; i < 16; i += 4) {
    a = step(a, b, d ^ (b & (c ^ d)), i, at + i, 7)
    d = step(d, a, c ^ (a & (b ^ c)), i + 1, at + i + 1, 12)
    c = step(c, d, b ^ (d & (a ^ b)), i + 2, at + i + 2, 17)
    b = step(b, c, a ^ (c & (d ^ a)), i + 3, at + i + 3, 22)
  }
  for (let i = 16; i < 32; i += 4) {
    a = step(a, b, c ^ (d & (b ^ c)), i, at + ((5 * i + 1) & 15), 5)
    d = step(d, a, b ^ (c & (a ^ b)), i + 1, at + ((5 * i + 6) & 15), 9)
    c = step(c, d, a ^ (b & (d ^ a)), i + 2, at + ((5 * i + 11) & 15), 14)
    b = step(b, c, d ^ (a & (c ^ d)), i + 3, at + ((5 * i) & 15), 20)
  }
  for (let i = 32; i < 48; i += 4) {
    a = step(a, b, b ^ c ^ d, i, at + ((3 * i + 5) & 15), 4)
    d = step(d, a, a ^ b ^ c, i + 1, at + ((3 * i + 8) & 15), 11)
    c = step(c, d, d ^ a ^ b, i + 2, at + ((3 * i + 11) & 15), 16)
    b = step(b, c, c ^ d ^ a, i + 3, at + ((3 * i + 14) & 15), 23)
  }
  for (let i = 48; i < 64; i += 4) {
    a = step(a, b, c ^ (b | ~d), i, at + ((7 * i) & 15), 6)
    d = step(d, a, b ^ (a | ~c), i + 1, at + ((7 * i + 7) & 15), 10)
    c = step(c, d, a ^ (d | ~b), i + 2, at + ((7 * i + 14) & 15), 15)
    b = step(b, c, d ^ (c | ~a), i + 3, at + ((7 * i + 21) & 15), 21)
  }
  state[0] = (state[0] as number) + a
  state[1] = (state[1] as number) + b
  state[2] = (state[2] as number) + c
  state[3] = (state[3] as number) + d
}

/** One step: `mixed` is F, G, H or I of the other three. `| 0` keeps every word a 32-bit integer. */
function step(a: number, b: number, mixed: number, i: number, word: number, turn: number): number {
  const sum = (a + mixed + (SINES[i] as number) + (words[word] as number)) | 0
  return (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0
}
