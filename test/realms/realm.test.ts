import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as v from 'valibot'
import { Secret } from '#src/kernel/secret.ts'
import { realmRecordSchema, weaknessOf } from '#src/realms/realm.ts'

const record = {
  id: 'agency.gov.vn',
  servers: [
    {
      host: '2001:db8::9',
      authPort: 1812,
      acctPort: 1813,
      transport: 'udp',
      statusServer: true,
      secret: 'AAAA',
    },
  ],
  order: 'balanced',
  operator: 'quangninh.gov.vn',
  plan: 'staff',
  strip: false,
  accounting: true,
  allow: ['Filter-Id', 'Mikrotik-Address-List'],
  withhold: ['NAS-IP-Address'],
  addedAt: 0,
}

const Realm = suite('realms/realm')

Realm('reads a row as it was written, and names what cannot be', () => {
  assert.ok(v.is(realmRecordSchema, record))
  const [server] = record.servers
  for (const wrong of [
    { id: 'Agency.gov.vn' },
    { id: 'agency' },
    { servers: [] },
    { servers: [{ ...server, host: 'radius.agency.gov.vn' }] },
    { servers: [{ ...server, authPort: 0 }] },
    { operator: 'not a domain' },
    { allow: ['Filter-Id', 'No-Such-Attribute'] },
  ]) {
    assert.not.ok(v.is(realmRecordSchema, { ...record, ...wrong }), JSON.stringify(wrong))
  }
})

Realm('knows a secret out of a manual, and one too short to keep', () => {
  assert.is(weaknessOf(new Secret('testing123')), 'printed')
  assert.is(weaknessOf(new Secret('Testing123')), 'printed')
  assert.is(weaknessOf(new Secret('')), 'printed')
  assert.is(weaknessOf(new Secret('elevenchars')), 'short')
  assert.is(weaknessOf(new Secret('twelve chars')), undefined)
})

Realm.run()
