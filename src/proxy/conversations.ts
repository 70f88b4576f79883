import type { Home } from './home.ts'

/** More than are under way at once in a city: an EAP conversation takes a second or two. */
const CONVERSATIONS_MAX = 16_384

/**
 * Which home server said which State, so that the next word of the conversation goes back to it: no
 * other knows what was said before (RFC 2865 §5.24). The oldest are forgotten first.
 */
export class Conversations {
  readonly #homes = new Map<string, Home>()

  remember(realm: string, state: Uint8Array, home: Home): void {
    const key = keyOf(realm, state)
    this.#homes.delete(key)
    this.#homes.set(key, home)
    if (this.#homes.size <= CONVERSATIONS_MAX) return
    for (const oldest of this.#homes.keys()) {
      this.#homes.delete(oldest)
      break
    }
  }

  find(realm: string, state: Uint8Array): Home | undefined {
    return this.#homes.get(keyOf(realm, state))
  }
}

function keyOf(realm: string, state: Uint8Array): string {
  return `${realm} ${Buffer.from(state).toString('latin1')}`
}
