import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bytesText } from '#src/kernel/bytes.ts'

const Bytes = suite('kernel/bytes')

Bytes('reads as people of that language write it', () => {
  assert.is(bytesText(1_536_000_000, 'vi-VN'), '1,5 GB')
  assert.is(bytesText(1_536_000_000, 'en-GB'), '1.5 GB')
})

Bytes('goes up a unit at a thousand, and never shows a thousand of one', () => {
  assert.equal(
    [0, 999, 1000, 999_949, 999_950, 999_999, 1e15, 5e18].map((octets) =>
      bytesText(octets, 'en-GB'),
    ),
    ['0 B', '999 B', '1 kB', '999.9 kB', '1 MB', '1 MB', '1 PB', '5,000 PB'],
  )
})

Bytes.run()
