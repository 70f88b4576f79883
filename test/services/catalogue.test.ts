import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  byGroup,
  findService,
  isOfficial,
  officialUrl,
  searchUrl,
  walledGardenHosts,
} from '#src/services/catalogue.ts'
import { loadCatalogue } from '#src/services/service-seed.ts'

const catalogue = loadCatalogue()

const Catalogue = suite('services/catalogue')

Catalogue('sends a reader to the national portal by the code', () => {
  const service = findService(catalogue, '1.001193')
  assert.is(
    service && officialUrl(catalogue, service),
    'https://dichvucong.gov.vn/tra-cuu-thu-tuc/danh-sach?keyword=1.001193&showAdvanced=false&formalityType=STANDARD&limit=10&activeKey=STANDARD',
  )
})

Catalogue('sends a reader by the name where nobody found a code', () => {
  const service = findService(catalogue, 'cap-giay-chung-nhan-du-dieu-kien-kinh-doanh-duoc')
  assert.is(service?.code, null)
  assert.match(service ? officialUrl(catalogue, service) : '', 'keyword=C%E1%BA%A5p%20Gi')
})

Catalogue('keeps every link inside the walled garden, whatever the keyword', () => {
  const links = catalogue.services.map((service) => officialUrl(catalogue, service))
  const odd = ['$&', '&province=H49#', '\ud800', '@evil.example/'].map((keyword) =>
    searchUrl(catalogue, keyword),
  )
  for (const link of [...links, ...odd]) {
    assert.ok(isOfficial(walledGardenHosts(catalogue), link), link)
    assert.is(new URL(link).searchParams.get('limit'), '10')
  }
})

Catalogue('knows an official address from its imitations', () => {
  const garden = ['dichvucong.gov.vn', '*.quangninh.gov.vn']
  assert.ok(isOfficial(garden, 'https://dichvucong.gov.vn/x'))
  assert.ok(isOfficial(garden, 'https://www.quangninh.gov.vn/'))
  for (const address of [
    'http://dichvucong.gov.vn/',
    'https://dichvucong.gov.vn:8443/',
    'https://a:b@dichvucong.gov.vn/',
    'https://dichvucong.gov.vn.evil.example/',
    'https://evil-quangninh.gov.vn/',
    'https://quangninh.gov.vn/',
    'javascript:alert(1)',
    '',
  ]) {
    assert.not.ok(isOfficial(garden, address), address)
  }
})

Catalogue('lists each service once, under its group', () => {
  const listed = byGroup(catalogue).flatMap(({ services }) => services)
  assert.is(listed.length, catalogue.services.length)
  assert.is(byGroup(catalogue).length, catalogue.groups.length)
})

Catalogue('claims no class that nobody confirmed', () => {
  assert.equal([...new Set(catalogue.services.map(({ online }) => online))], ['unknown'])
})

Catalogue.run()
