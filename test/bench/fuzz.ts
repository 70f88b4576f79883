import { MINUTE } from '#src/kernel/clock.ts'
import { seeded } from '#src/simulator/seeded.ts'
import { mutated, TARGETS } from '#test/fuzz.ts'
import { print } from './figures.ts'

const BATCH = 10_000

/**
 * Makes samples of the corpus worse for so many minutes and has each judged. Ends at the first that does
 * harm, with its octets in hex: they belong into the corpus.
 */
export function benchFuzz(minutes: number): void {
  const seed = String(process.hrtime.bigint())
  const until = performance.now() + minutes * MINUTE
  for (let round = 0; performance.now() < until; round++) {
    for (const { name, samples, judge } of TARGETS) {
      const chance = seeded(`${seed} ${round} ${name}`)
      for (let i = 0; i < BATCH; i++) {
        const sample = mutated(samples, chance)
        try {
          judge(sample, chance)
        } catch (error) {
          throw new Error(`${name}: ${sample.name}\n${sample.octets.toString('hex')}`, {
            cause: error,
          })
        }
      }
    }
    print('fuzz.samples', (round + 1) * BATCH * TARGETS.length, 'samples', { seed, harmful: 0 })
  }
}
