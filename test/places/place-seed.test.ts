import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { seedCommunes, seedSites } from '#src/places/place-seed.ts'

const Seed = suite('places/place-seed')

Seed('holds the 54 communes of the city: 30 phường, 22 xã, 2 đặc khu', () => {
  const kinds = seedCommunes().map(({ kind }) => kind)
  const count = (kind: string) => kinds.filter((one) => one === kind).length

  assert.equal([count('phuong'), count('xa'), count('dac-khu')], [30, 22, 2])
})

Seed('puts each demo place in a commune there is, and marks it as demo', () => {
  const communes = new Set(seedCommunes().map(({ id }) => id))
  const sites = seedSites({ isDemo: true })

  assert.is(sites.length, 30)
  for (const { id, commune, isDemo } of sites) {
    assert.ok(communes.has(commune), id)
    assert.ok(isDemo)
  }
})

Seed.run()
