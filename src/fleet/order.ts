import type { Resource } from '#src/device/resource.ts'

export type Move = {
  readonly kind: 'move'
  readonly resource: Resource
  readonly before: Resource | undefined
}

/**
 * The fewest moves that bring our rows of each ordered path into the order of `desired`.
 *
 * `held` are our rows as they stand, new ones last. Rows of others are never moved and never used as a
 * landmark, so they keep their order among themselves.
 */
export function moves(desired: readonly Resource[], held: readonly Resource[]): Move[] {
  const paths = [...new Set(desired.map(({ path }) => path))]
  return paths.flatMap((path) => {
    const wanted = desired.filter((resource) => resource.path === path)
    return movesOfPath(
      wanted,
      held.filter((resource) => resource.path === path),
    )
  })
}

function movesOfPath(wanted: readonly Resource[], held: readonly Resource[]): Move[] {
  const rank = new Map(wanted.map(({ name }, index) => [name, index]))
  const rows = held.filter(({ name }) => rank.has(name))
  const still = new Set(longestRise(rows.map(({ name }) => rank.get(name) ?? 0)))
  const inOrder = rows.toSorted((a, b) => (rank.get(a.name) ?? 0) - (rank.get(b.name) ?? 0))

  // From the last row up, so that the row to stand before is always in its place already.
  return inOrder.toReversed().flatMap((resource, fromEnd): Move[] => {
    if (still.has(rank.get(resource.name) ?? 0)) return []
    const before = fromEnd === 0 ? undefined : inOrder[inOrder.length - fromEnd]
    return [{ kind: 'move', resource, before }]
  })
}

/** A longest strictly rising subsequence: the rows that may stay where they are. */
function longestRise(ranks: readonly number[]): number[] {
  let best: number[] = []
  const endingAt: number[][] = []
  for (const [index, rank] of ranks.entries()) {
    let rise: number[] = []
    for (let earlier = 0; earlier < index; earlier++) {
      const candidate = endingAt[earlier] ?? []
      if ((candidate.at(-1) ?? 0) < rank && candidate.length > rise.length) rise = candidate
    }
    endingAt[index] = [...rise, rank]
    if (rise.length + 1 > best.length) best = [...rise, rank]
  }
  return best
}
