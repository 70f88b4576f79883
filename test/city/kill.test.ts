import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { temporaryFolder } from '#test/house.ts'
import { killAgainAndAgain } from '#test/kill-load.ts'

/** `npm run bench -- kill` does it two hundred times. */
const KILLS = 4

const Kill = suite('city/kill')

Kill('loses nothing it acknowledged and counts nothing twice, killed again and again', async () => {
  using folder = temporaryFolder()
  const seed = 'kill'
  const aftermath = await killAgainAndAgain(folder.path, { times: KILLS, seed })
  assert.ok(aftermath.acknowledged > KILLS, 'there was something to lose')
  assert.equal(aftermath.lost, [])
  assert.equal(aftermath.counted, aftermath.truth)
  assert.equal(aftermath.wrong, [])
})

Kill.run()
