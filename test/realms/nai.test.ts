import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { naiOf, parseRealm, parseRealmPattern, patternsOf } from '#src/realms/nai.ts'

const Nai = suite('realms/nai')

Nai('RFC 7542 §2.2: reads the examples of the standard', () => {
  for (const [text, user, realm] of [
    ['fred@example.com', 'fred', 'example.com'],
    ['fred=?#$&*+-/^smith@example.com', 'fred=?#$&*+-/^smith', 'example.com'],
    ['eng.example.net!nancy@example.net', 'eng.example.net!nancy', 'example.net'],
    ['@privatecorp.example.net', '', 'privatecorp.example.net'],
    ['\\(user\\)@example.net', '\\(user\\)', 'example.net'],
  ] as const) {
    assert.equal(naiOf(text), { user, realm }, text)
  }
})

Nai('RFC 7542 §2.2: refuses what the standard calls invalid', () => {
  for (const text of [
    'fred@example',
    'fred@example_9.com',
    'fred@example.net@example.net',
    'fred@-example.com',
    'fred@example..com',
    'fred@example.com.',
    'fred@',
    'fred',
    '',
  ]) {
    assert.is(naiOf(text), undefined, text)
  }
})

Nai('RFC 7542 §2.4: compares realms without regard to case or to how an accent is written', () => {
  assert.is(naiOf('lan@QuangNinh.GOV.vn')?.realm, 'quangninh.gov.vn')
  assert.is(parseRealm('hạlong.vn'), parseRealm('HẠLONG.vn'.normalize('NFD')))
})

Nai('RFC 7542 §2.2: a realm fits 253 octets, a label 63', () => {
  assert.ok(parseRealm(`${'a'.repeat(63)}.vn`))
  assert.is(parseRealm(`${'a'.repeat(64)}.vn`), undefined)
  assert.is(parseRealm(`${'abcdefg.'.repeat(31)}abcdefg`), undefined)
})

Nai('lists the patterns that match a realm, the closest first', () => {
  assert.equal(patternsOf('a.agency.gov.vn'), ['a.agency.gov.vn', '*.agency.gov.vn', '*.gov.vn'])
  assert.equal(patternsOf('gov.vn'), ['gov.vn'])
  assert.is(parseRealmPattern('*.Agency.gov.vn'), '*.agency.gov.vn')
  assert.is(parseRealmPattern('*.vn'), undefined)
  assert.is(parseRealmPattern('a.*.vn'), undefined)
})

Nai('throws at no text, and is of one mind about what it made', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const realm = parseRealm(text)
      if (realm !== undefined) assert.is(parseRealm(realm), realm)
      naiOf(`x@${text}`)
    }),
  )
})

Nai.run()
