import { X509Certificate } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fingerprintOf, leadsTo, namesOf } from '#src/radius/certificate.ts'
import { openAuthority, openssl } from '#test/certificates.ts'

const Certificate = suite('radius/certificate')
const test = openssl ? Certificate : Certificate.skip

const read = ({ certificate }: { certificate: string }) => new X509Certificate(certificate)

test('RFC 5280 §4.2.1.6: reads DNS names without regard to case, and addresses as we write them', () => {
  using authority = openAuthority()
  const names = [
    'DNS:GW-1.City.vn',
    'IP:10.1.2.3',
    'IP:2001:DB8:0::7',
    'email:a@city.vn',
    'DNS:b.vn',
  ]
  const certificate = read(authority.issue('gw', ...names))
  assert.equal(namesOf(certificate), ['gw-1.city.vn', '10.1.2.3', '2001:db8::7', 'b.vn'])
  assert.equal(namesOf(read(authority.issue('gw-1.city.vn'))), [], 'the common name is no name')
})

test('a name that reads as several makes a certificate nameless', () => {
  // As Node writes a URI of "http://a/, DNS:gw-1.city.vn".
  const subjectAltName = 'URI:"http://a/, DNS:gw-1.city.vn, DNS:x", DNS:y.vn'
  assert.equal(namesOf({ subjectAltName } as X509Certificate), [])
})

test('RFC 6614 §2.3: a fingerprint is the SHA-256 of the whole certificate', () => {
  using authority = openAuthority()
  const { certificate, fingerprint } = authority.issue('gw')
  assert.match(fingerprint, /^[0-9a-f]{64}$/)
  assert.is(fingerprintOf(new X509Certificate(certificate)), fingerprint)
})

test('leads to the authority that signed it, to itself, and not to a namesake', () => {
  using authority = openAuthority('City CA')
  using namesake = openAuthority('City CA')
  const certificate = read(authority.issue('gw'))
  assert.ok(leadsTo([read(namesake), read(authority)], certificate))
  assert.ok(leadsTo([certificate], certificate))
  assert.not(leadsTo([read(namesake)], certificate))
  assert.not(leadsTo([], certificate))
})

Certificate.run()
