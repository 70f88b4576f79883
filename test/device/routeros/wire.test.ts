import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  encodeSentence,
  SentenceReader,
  WireError,
  WORD_OCTETS_MAX,
} from '#src/device/routeros/wire.ts'

const read = (reader: SentenceReader, chunk: Buffer) => [...reader.read(chunk)]

const Wire = suite('device/routeros/wire')

Wire('gives a word back at every boundary of its length', () => {
  for (const size of [1, 0x7f, 0x80, 0x3fff, 0x4000, 0x1fffff, 0x200000, WORD_OCTETS_MAX]) {
    const word = 'x'.repeat(size)
    assert.equal(read(new SentenceReader(), encodeSentence([word])), [[word]], `size ${size}`)
  }
})

Wire('writes lengths as the manual says', () => {
  const head = (size: number) => [...encodeSentence(['x'.repeat(size)]).subarray(0, 5)]
  assert.equal(head(0x7f).slice(0, 1), [0x7f])
  assert.equal(head(0x80).slice(0, 2), [0x80, 0x80])
  assert.equal(head(0x4000).slice(0, 3), [0xc0, 0x40, 0x00])
  assert.equal(head(0x200000).slice(0, 4), [0xe0, 0x20, 0x00, 0x00])
})

Wire('reads the same sentences at every split in two', () => {
  const sentences = [['!re', '=name=Đường Hạ Long', `=x=${'y'.repeat(200)}`], ['!done'], ['!re']]
  const stream = Buffer.concat(sentences.map(encodeSentence))
  for (let at = 0; at <= stream.length; at++) {
    const reader = new SentenceReader()
    const seen = [...read(reader, stream.subarray(0, at)), ...read(reader, stream.subarray(at))]
    assert.equal(seen, sentences, `split at ${at}`)
  }
})

Wire('reads the same sentences whatever the chunks', () => {
  const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 })
  const sentences = fc.array(fc.array(word, { minLength: 1, maxLength: 5 }), { maxLength: 5 })
  fc.assert(
    fc.property(sentences, fc.array(fc.integer({ min: 1, max: 40 })), (said, sizes) => {
      const stream = Buffer.concat(said.map(encodeSentence))
      const reader = new SentenceReader()
      const seen: string[][] = []
      for (let at = 0, i = 0; at < stream.length; i++) {
        const size = sizes[i] ?? 7
        seen.push(...read(reader, stream.subarray(at, at + size)))
        at += size
      }
      assert.equal(seen, said)
    }),
    { numRuns: 100 },
  )
})

Wire('skips empty sentences', () => {
  const stream = Buffer.concat([Buffer.of(0, 0), encodeSentence(['!done']), Buffer.of(0)])
  assert.equal(read(new SentenceReader(), stream), [['!done']])
})

Wire('refuses a reserved octet and a word past the cap', () => {
  assert.throws(() => read(new SentenceReader(), Buffer.of(0xf8)), isWireError)
  const tooLong = Buffer.of(0xe0 | 0x0f, 0xff, 0xff, 0xff)
  assert.throws(() => read(new SentenceReader(), tooLong), isWireError)
  assert.throws(() => read(new SentenceReader(8), encodeSentence(['123456789'])), isWireError)
})

function isWireError(error: unknown): boolean {
  return error instanceof WireError
}

Wire.run()
