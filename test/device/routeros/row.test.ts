import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { resourcesOf } from '#src/device/routeros/row.ts'

const Row = suite('device/routeros/row')

Row('tells ours from its copy by age, wherever the two stand', () => {
  const comment = 'phu-song/radius key=abc123'
  const ours = { '.id': '*F', comment }
  const copy = { '.id': '*10', comment }
  const theirs = { '.id': '*1', comment: 'bench' }
  const named = { '*F': 'phu-song/radius', '*10': '*10', '*1': '*1' }

  for (const rows of [
    [ours, theirs, copy],
    [copy, ours, theirs],
  ]) {
    const seen = resourcesOf('/radius', rows)
    assert.equal(
      seen.map(([id]) => id),
      rows.map((row) => row['.id']),
    )
    assert.equal(Object.fromEntries(seen.map(([id, { name }]) => [id, name])), named)
    assert.equal(
      seen.filter(([, { copyOf }]) => copyOf === 'phu-song/radius').map(([id]) => id),
      ['*10'],
    )
  }
})

Row.run()
