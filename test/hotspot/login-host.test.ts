import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { schemeAt } from '#src/hotspot/login-host.ts'

const Host = suite('hotspot/login-host')

for (const [own, claimed, scheme] of [
  ['10.5.50.1', 'http://10.5.50.1/login', 'http'],
  ['10.5.50.1', 'http://10.5.50.1:80/login', 'http'],
  ['wifi.quangninh.vn', 'https://WiFi.QuangNinh.vn/login', 'https'],
  ['wifi.quangninh.vn:443', 'https://wifi.quangninh.vn/login', 'https'],
  ['10.1.0.1:3990', 'http://10.1.0.1:3990', 'http'],
] as const) {
  Host(`knows ${claimed} as ${own}`, () => {
    assert.is(schemeAt(own, claimed), scheme)
  })
}

for (const claimed of [
  '',
  'login',
  '//10.5.50.1/login',
  '//evil.example/login',
  '/\\evil.example',
  'https:evil.example',
  '\thttp://evil.example/',
  'javascript:alert(1)//10.5.50.1',
  'data:text/html,10.5.50.1',
  'ftp://10.5.50.1/login',
  'http://10.5.50.1@evil.example/login',
  'http://evil.example\\@10.5.50.1/login',
  'http://user@10.5.50.1/login',
  'http://user:word@10.5.50.1/login',
  'http://10.5.50.1.evil.example/login',
  'http://evil.example#10.5.50.1/login',
  'http://evil.example?10.5.50.1/login',
  'http://10.5.50.1:8080/login',
  'http://10.5.50.1%0d%0aLocation:%20http://evil.example/',
  'http://10.5.50.１evil/login',
  `http://${'a'.repeat(8000)}/`,
]) {
  Host(`refuses ${JSON.stringify(claimed.slice(0, 60))}`, () => {
    assert.is(schemeAt('10.5.50.1', claimed), undefined)
  })
}

Host.run()
