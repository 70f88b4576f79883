import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fold } from '#src/kernel/fold.ts'
import { QUERY_CHARACTERS_MAX, serviceSearch } from '#src/services/search.ts'
import { loadCatalogue } from '#src/services/service-seed.ts'

const catalogue = loadCatalogue()
const search = serviceSearch(catalogue)
const codes = (query: string) => search(query).map(({ id }) => id)

/** What people type, and the service that must come first. */
const FIRST: readonly (readonly [query: string, code: string])[] = [
  ['khai sinh', '1.001193'],
  ['KHAI SINH', '1.001193'],
  ['khaisinh', '1.001193'],
  ['khai sinh'.normalize('NFD'), '1.001193'],
  ['giấy khai sinh'.normalize('NFD'), '1.001193'],
  ['thủ tục làm giấy khai sinh ở phường Hồng Gai', '1.001193'],
  ['đăng kí khai sinh', '1.001193'],
  ['khai tử', '1.000656'],
  ['dang ky ket hon', '1.000894'],
  ['giay phep xay dung', '1.013225'],
  ['GPXD', '1.013225'],
  ['xin phép xây dựng', '1.013225'],
  ['so do', '1.013978'],
  ['sổ đỏ', '1.013978'],
  ['SO DO P. Bãi Cháy', '1.013978'],
  ['quyền sử dụng đất', '1.013978'],
  ['đk tạm trú', '1.004194'],
  ['CCCD', '1.116410'],
  ['sao y', '2.000815'],
  ['bhyt', '1.002759'],
  ['1.001193', '1.001193'],
  ['birth', '1.001193'],
  ['building permit', '1.013225'],
  ['kinh doanh dược', 'cap-giay-chung-nhan-du-dieu-kien-kinh-doanh-duoc'],
]

const Search = suite('services/search')

for (const [query, code] of FIRST) {
  Search(`finds ${code} first for "${query}"`, () => assert.is(codes(query)[0], code))
}

Search('answers "ho khau", the word of before, with the services of residence', () => {
  const groups = new Set(search('ho khau').map(({ group }) => group))
  assert.equal([...groups], ['cu-tru'])
  assert.is(search('hộ khẩu').length, 4)
})

Search('finds every service by its own name, code and aliases', () => {
  for (const service of catalogue.services) {
    for (const query of [service.name.vi, service.name.en, service.id, ...service.aliases]) {
      assert.ok(codes(query).includes(service.id), `${query} does not find ${service.id}`)
    }
  }
})

Search('finds nothing for nothing, and nothing for nonsense', () => {
  for (const query of ['', '   ', '!!!', 'xyzzy', 'qqq www']) assert.equal(codes(query), [])
})

Search('answers alike with and without accents, and never throws', async () => {
  const word = fc.constantFrom(...catalogue.services.flatMap(({ name }) => name.vi.split(' ')))
  await fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (words) => {
      const query = words.join(' ').slice(0, QUERY_CHARACTERS_MAX)
      assert.equal(codes(query), codes(fold(query)))
    }),
  )
  await fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (query) => Array.isArray(search(query))),
  )
})

Search.run()
