/** A broken promise inside our own code. Never caught by name: the request dies, the log keeps it. */
export class Bug extends Error {
  override readonly name = 'Bug'
}

/** States what must hold here. A failure is our mistake, so it crashes loudly. */
export function assert(condition: unknown, invariant: string): asserts condition {
  if (!condition) throw new Bug(invariant)
}
