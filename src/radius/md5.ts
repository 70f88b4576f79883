import { assert } from '#src/kernel/assert.ts'

/** The longest message: a RADIUS packet (4,096 octets) with its secret behind it, and room to spare. */
const MESSAGE_OCTETS_MAX = 8192
const BLOCK = 64

/** RFC 1321 §3.4: what each of the 64 steps adds, which word it reads, and how far it turns. */
const SINES = Int32Array.from({ length: 64 }, (_, i) =>
  Math.floor(2 ** 32 * Math.abs(Math.sin(i + 1))),
)
const WORDS = Uint8Array.from({ length: 64 }, (_, i) =>
  i < 16 ? i : (i < 32 ? 5 * i + 1 : i < 48 ? 3 * i + 5 : 7 * i) % 16,
)
const TURNS = Uint8Array.from(
  { length: 64 },
  (_, i) =>
    [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21][(i >> 4) * 4 + (i & 3)] ?? 0,
)
const INITIAL = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476)

/** One message at a time: nothing here awaits, so callers never meet in these. */
const message = new Uint8Array(MESSAGE_OCTETS_MAX + 2 * BLOCK)
const state = new Int32Array(4)
const words = new Int32Array(16)

/**
 * MD5 (RFC 1321) of the parts laid end to end.
 *
 * RADIUS asks for it, no one else should. Written out because the messages are a few blocks long:
 * entering the platform's own hash costs three times the hashing.
 */
export function md5(...parts: readonly Uint8Array[]): Buffer {
  state.set(INITIAL)
  absorb(parts, 0)
  return digest()
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

  /** The code for the parts laid end to end. */
  of(...parts: readonly Uint8Array[]): Buffer {
    state.set(this.#inner)
    absorb(parts, BLOCK)
    const inner = digest()
    state.set(this.#outer)
    absorb([inner], BLOCK)
    return digest()
  }
}

function keyed(key: Uint8Array, pad: number): Int32Array {
  message.fill(pad, 0, BLOCK)
  for (const [i, octet] of key.entries()) message[i] = octet ^ pad
  state.set(INITIAL)
  compress(0)
  return state.slice()
}

/** Takes in the last of a message of which `before` octets went in already, with RFC 1321 §3.1 padding. */
function absorb(parts: readonly Uint8Array[], before: number): void {
  let length = 0
  for (const part of parts) {
    assert(length + part.length <= MESSAGE_OCTETS_MAX, 'a message fits the MD5 buffer')
    message.set(part, length)
    length += part.length
  }
  const end = Math.ceil((length + 9) / BLOCK) * BLOCK
  message.fill(0, length, end)
  message[length] = 0x80
  const bits = (before + length) * 8
  for (let i = 0; i < 4; i++) message[end - 8 + i] = bits >>> (8 * i)
  for (let at = 0; at < end; at += BLOCK) compress(at)
}

/** RFC 1321 §3.4, one block. `| 0` keeps every word a 32-bit integer, which is what makes it fast. */
function compress(at: number): void {
  for (let i = 0; i < 16; i++) words[i] = word(at + 4 * i)

  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  for (let i = 0; i < 64; i++) {
    const mixed =
      i < 16 ? d ^ (b & (c ^ d)) : i < 32 ? c ^ (d & (b ^ c)) : i < 48 ? b ^ c ^ d : c ^ (b | ~d)
    const sum = (a + mixed + (SINES[i] as number) + (words[WORDS[i] as number] as number)) | 0
    const turn = TURNS[i] as number
    a = d
    d = c
    c = b
    b = (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0
  }
  state[0] = (state[0] as number) + a
  state[1] = (state[1] as number) + b
  state[2] = (state[2] as number) + c
  state[3] = (state[3] as number) + d
}

function word(at: number): number {
  return (
    (message[at] as number) |
    ((message[at + 1] as number) << 8) |
    ((message[at + 2] as number) << 16) |
    ((message[at + 3] as number) << 24)
  )
}

function digest(): Buffer {
  const octets = Buffer.allocUnsafe(16)
  for (let i = 0; i < 4; i++) octets.writeInt32LE(state[i] as number, 4 * i)
  return octets
}
