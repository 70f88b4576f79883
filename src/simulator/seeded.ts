import { assert } from '#src/kernel/assert.ts'
import type { Entropy } from '#src/kernel/random.ts'

/** Chance that repeats itself: the same seed gives the same city. Never for secrets. */
export type Seeded = {
  /** Octets, where a room asks for its randomness. */
  readonly entropy: Entropy
  /** A number in [0, 1). */
  readonly unit: () => number
  /** A whole number from `low` to `high`, both included. */
  readonly whole: (low: number, high: number) => number
  /** A number from `low` up to but not including `high`. */
  readonly between: (low: number, high: number) => number
  /** True this often: `chance(0.2)` one time in five. */
  readonly chance: (probability: number) => boolean
  /** One of the options, each as likely. */
  readonly choice: <T>(options: readonly T[]) => T
  /** A stream of its own, so that one actor's draws never shift another's. */
  readonly fork: (label: string) => Seeded
}

/** Opens the stream named by `seed` (sfc32 over an FNV-1a hash of the name). */
export function seeded(seed: string): Seeded {
  const next = sfc32(fnv1a(`${seed}/a`), fnv1a(`${seed}/b`), fnv1a(`${seed}/c`))
  const unit = () => next() / 2 ** 32
  const whole = (low: number, high: number) => low + Math.floor(unit() * (high - low + 1))
  return {
    entropy: (octets) => Uint8Array.from({ length: octets }, () => next() >>> 24),
    unit,
    whole,
    between: (low, high) => low + unit() * (high - low),
    chance: (probability) => unit() < probability,
    choice: (options) => {
      assert(options.length > 0, 'a choice has options')
      return options[whole(0, options.length - 1)] as (typeof options)[number]
    },
    fork: (label) => seeded(`${seed}/${label}`),
  }
}

const WARM_UP_ROUNDS = 15

/** Chris Doty-Humphrey's sfc32: passes PractRand, four words of state. */
function sfc32(a: number, b: number, c: number): () => number {
  let counter = 1
  const next = () => {
    const sum = (a + b + counter++) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let round = 0; round < WARM_UP_ROUNDS; round++) next()
  return next
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const octet of new TextEncoder().encode(text)) hash = Math.imul(hash ^ octet, 0x01000193)
  return hash | 0
}
