import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { WideLists } from '#src/kernel/wide-lists.ts'
import { seeded } from '#src/simulator/seeded.ts'

const Lists = suite('kernel/wide-lists')

Lists('whatever is added and removed, each list is what an array would be', () => {
  const chance = seeded('wide-lists')
  const lists = new WideLists<{ readonly n: number }>()
  const truth = new Map<number, { readonly n: number }[]>()
  for (let n = 0; n < 5000; n++) {
    const key = chance.whole(0, 99)
    const known = truth.get(key) ?? []
    if (chance.chance(0.55)) {
      const item = { n }
      lists.add(key, item)
      truth.set(key, [...known, item])
    } else {
      const item = known[chance.whole(0, 3)] ?? { n: -1 }
      lists.remove(key, item)
      truth.set(
        key,
        known.filter((other) => other !== item),
      )
    }
    assert.equal(lists.get(key), truth.get(key) ?? known)
  }
  const listed = [...truth].filter(([, items]) => items.length > 0).map(([key]) => key)
  assert.equal([...lists.keys()].sort(), listed.sort())
})

Lists.run()
