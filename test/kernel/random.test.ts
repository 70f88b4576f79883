import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { PLAIN_ALPHABET, randomId, randomText, systemEntropy } from '#src/kernel/random.ts'

const Random = suite('kernel/random')

Random('draws each character about as often', () => {
  const text = randomText(systemEntropy, 30_000, 'ABCDEFGHIJ')
  for (const letter of 'ABCDEFGHIJ') {
    const count = text.split(letter).length - 1
    assert.ok(count > 2600 && count < 3400, `${letter} came ${count} times of 30,000`)
  }
})

Random('throws away octets that would make a character likelier', () => {
  const octets = [255, 254, 0, 9]
  let at = 0
  const entropy = (n: number) => Uint8Array.from({ length: n }, () => octets[at++ % 4] ?? 0)

  assert.is(randomText(entropy, 4, '0123456789'), '0909')
})

Random('names nothing twice, in characters fit for a URL', () => {
  const ids = new Set(Array.from({ length: 1000 }, () => randomId(systemEntropy)))
  assert.is(ids.size, 1000)
  for (const id of ids) assert.match(id, /^[\w-]{22}$/)
})

Random('has no characters a tired eye confuses', () => {
  assert.not.match(PLAIN_ALPHABET, /[01OILU]/)
})

Random.run()
