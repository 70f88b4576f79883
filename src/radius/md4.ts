const BLOCK = 64

/** RFC 1320 §3.4: in which order each round reads the words, and how far each of its steps turns. */
const ROUNDS = [
  { order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], turns: [3, 7, 11, 19], adds: 0 },
  {
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    turns: [3, 5, 9, 13],
    adds: 0x5a827999,
  },
  {
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    turns: [3, 9, 11, 15],
    adds: 0x6ed9eba1,
  },
] as const

type Words = readonly [number, number, number, number]

/**
 * MD4 (RFC 1320). MS-CHAP asks for it, no one else should. Written out because the platform's own
 * OpenSSL no longer offers it; what it hashes here is one block, the password.
 */
export function md4(message: Uint8Array): Buffer {
  const padded = Buffer.alloc(Math.ceil((message.length + 9) / BLOCK) * BLOCK)
  padded.set(message)
  padded[message.length] = 0x80
  padded.writeUInt32LE(message.length * 8, padded.length - 8)

  let state: Words = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let at = 0; at < padded.length; at += BLOCK) state = compress(state, padded, at)
  const digest = Buffer.alloc(16)
  state.forEach((word, i) => void digest.writeInt32LE(word | 0, 4 * i))
  return digest
}

function compress(before: Words, block: Buffer, at: number): Words {
  let [a, b, c, d] = before
  for (const [round, { order, turns, adds }] of ROUNDS.entries()) {
    for (const [step, word] of order.entries()) {
      const sum = (a + mix(round, b, c, d) + block.readUInt32LE(at + 4 * word) + adds) | 0
      const turn = turns[step % 4] as number
      a = d
      d = c
      c = b
      b = (sum << turn) | (sum >>> (32 - turn))
    }
  }
  return [(before[0] + a) | 0, (before[1] + b) | 0, (before[2] + c) | 0, (before[3] + d) | 0]
}

/** F, G and H of RFC 1320 §3.4. */
function mix(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d)
  return round === 1 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d
}
