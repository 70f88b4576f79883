/**
 * Does something with each, so many a turn of the event loop, so that packets and pages have theirs. What
 * is gone over may change meanwhile, as far as its iterator allows for that: a `Map` allows for anything.
 */
export async function inTurns<T>(
  all: Iterable<T>,
  perTurn: number,
  each: (one: T) => void,
): Promise<void> {
  let done = 0
  for (const one of all) {
    each(one)
    if (++done % perTurn === 0) await new Promise(setImmediate)
  }
}
