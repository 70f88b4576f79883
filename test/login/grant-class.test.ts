import { bigInt, assert as check, integer, property, uint8Array } from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { GrantClasses } from '#src/login/grant-class.ts'
import { Keyring } from '#src/store/keyring.ts'

const keyring = new Keyring(new Uint8Array(32).fill(1))
const classes = new GrantClasses(keyring)

const Class = suite('login/grant-class')

Class('names a grant to the gateway it was given to, and to no other', () => {
  const grant = integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
  void check(
    property(grant, (id) => {
      const value = classes.of(id, 'hg-1')
      assert.is(value.length, 17)
      assert.is(classes.grantOf(value, 'hg-1'), id)
      assert.is(new GrantClasses(keyring).grantOf(value, 'hg-1'), id)
      assert.is(classes.grantOf(value, 'hg-2'), undefined)
    }),
  )
})

Class('what a gateway was just told of is told and read without computing its proof again', () => {
  let computed = 0
  const counting = new GrantClasses({
    hash(...asked: Parameters<Keyring['hash']>) {
      computed++
      return keyring.hash(...asked)
    },
    verifies: () => false,
  } as unknown as Keyring)
  const told = counting.of(258, 'hg-1')
  assert.equal(counting.of(258, 'hg-1'), told)
  assert.is(counting.grantOf(told, 'hg-1'), 258)
  assert.is(counting.grantOf(told, 'hg-2'), undefined)
  assert.is(computed, 1)
  assert.not.equal(counting.of(258, 'hg-2'), told)
  assert.is(computed, 2)
})

Class("of zeros is nobody's", () => {
  const value = Buffer.alloc(17)
  value[0] = 1
  classes.of(1, 'hg-1')
  assert.is(classes.grantOf(value, 'hg-1'), undefined)
})

Class('has its layout', () => {
  const value = Buffer.from(classes.of(258, 'hg-1'))
  assert.is(value.subarray(0, 9).toString('hex'), '010000000000000102')
  assert.equal(value.subarray(9), keyring.hash('class', 'hg-1 258').subarray(0, 8))
})

Class('reads nothing out of what another made', () => {
  const elsewhere = new Keyring(new Uint8Array(32).fill(2))
  assert.is(classes.grantOf(new GrantClasses(elsewhere).of(1, 'hg-1'), 'hg-1'), undefined)
  assert.is(classes.grantOf(undefined, 'hg-1'), undefined)
  void check(
    property(uint8Array({ maxLength: 40 }), (octets) => {
      assert.is(classes.grantOf(octets, 'hg-1'), undefined)
    }),
  )
  void check(
    property(bigInt({ min: 0n, max: 2n ** 64n - 1n }), (number) => {
      const value = Buffer.from(classes.of(1, 'hg-1'))
      if (number === 1n) return
      value.writeBigUInt64BE(number, 1)
      assert.is(classes.grantOf(value, 'hg-1'), undefined)
    }),
  )
})

Class.run()
