/** Maps that one is made of. */
const SHARDS = 64

/** How finely a mix of the key's bits is told apart. */
const MIXES_LOG2 = 12

/**
 * Which map a mix belongs to. The first gets twice as many keys as the last, and those between them
 * correspondingly fewer: so they double one after another while the whole does, and never together.
 */
const SHARD_OF = Uint8Array.from({ length: 2 ** MIXES_LOG2 }, (_, mix) =>
  Math.floor(SHARDS * (2 ** (mix / 2 ** MIXES_LOG2) - 1)),
)

/**
 * A `Map` of very many, by a whole number below 2^53. One that doubles copies all it holds, which at a
 * hundred thousand is long enough to be felt by whoever waits; here it copies some thousand. In no order.
 */
export class WideMap<Value> {
  readonly #shards = Array.from({ length: SHARDS }, () => new Map<number, Value>())
  #size = 0

  get size(): number {
    return this.#size
  }

  get(key: number): Value | undefined {
    return this.#shardOf(key).get(key)
  }

  has(key: number): boolean {
    return this.#shardOf(key).has(key)
  }

  set(key: number, value: Value): void {
    const shard = this.#shardOf(key)
    const before = shard.size
    shard.set(key, value)
    this.#size += shard.size - before
  }

  /** False when it was not there. */
  delete(key: number): boolean {
    const wasThere = this.#shardOf(key).delete(key)
    if (wasThere) this.#size--
    return wasThere
  }

  /** As with a `Map`, it may change meanwhile. */
  *keys(): IterableIterator<number> {
    for (const shard of this.#shards) yield* shard.keys()
  }

  /** As with a `Map`, it may change meanwhile. */
  *values(): IterableIterator<Value> {
    for (const shard of this.#shards) yield* shard.values()
  }

  #shardOf(key: number): Map<number, Value> {
    // The golden ratio in 32 bits scatters neighbours (Knuth, The Art of Computer Programming, §6.4).
    const mix = Math.imul(key, 0x9e3779b1) >>> (32 - MIXES_LOG2)
    return this.#shards[SHARD_OF[mix] as number] as Map<number, Value>
  }
}
