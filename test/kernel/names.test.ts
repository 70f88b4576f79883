import { array, assert as check, property, string } from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Names } from '#src/kernel/names.ts'

const Numbered = suite('kernel/names')

Numbered('gives each name one number, and the name for it', () => {
  void check(
    property(array(string()), (all) => {
      const names = new Names()
      const numbers = all.map((name) => names.numberOf(name))
      assert.equal(
        numbers.map((number) => names.nameOf(number)),
        all,
      )
      assert.is(new Set(numbers).size, new Set(all).size)
    }),
  )
})

Numbered.run()
