import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { chilliConf } from '#firmware-config/chilli/conf.ts'
import { Bug } from '#src/kernel/assert.ts'
import { Secret } from '#src/kernel/secret.ts'
import { siteFacts } from '#test/routeros.ts'

const facts = {
  ...siteFacts,
  radius: { ...siteFacts.radius, secret: new Secret('bi-mat-radius') },
  walledGarden: [...siteFacts.walledGarden, '203.0.113.7'],
}

const Conf = suite('firmware-config/chilli/conf')

Conf('writes the city’s part of chilli.conf', () => {
  assert.fixture(chilliConf(facts), readFileSync(new URL('./chilli.conf', import.meta.url), 'utf8'))
})

Conf('asks for each device by its address only at a gateway whose record says so', () => {
  assert.is(chilliConf({ ...facts, macAuth: true }), `${chilliConf(facts)}macauth\n`)
})

Conf('asks the proxy on its own machine when that carries RADIUS over TLS', () => {
  const overTls = chilliConf({ ...facts, radius: { ...facts.radius, isOverTls: true } })
  assert.match(overTls, /^radiusserver1="127\.0\.0\.1"\nradiusserver2="127\.0\.0\.1"$/m)
  assert.match(overTls, /^radiusauthport="1812"$/m)
})

Conf('names each open domain once, however many hosts of it are listed', () => {
  const walledGarden = ['*.a.vn', 'b.a.vn', '*.c.a.vn', 'd.vn', '*.d.vn', 'xa.vn', '*.e.vn', 'e.vn']
  const domains = chilliConf({ ...facts, walledGarden }).matchAll(/^uamdomain="(.+)"$/gm)
  assert.equal(
    [...domains].map(([, domain]) => domain),
    ['wifi.quangninh.example', '.a.vn', 'd.vn', 'e.vn', 'xa.vn'],
  )
})

Conf('refuses more domains than chilli would keep', () => {
  const walledGarden = Array.from({ length: 32 }, (_, n) => `host-${n}.vn`)
  assert.throws(() => chilliConf({ ...facts, walledGarden }), isBug)
})

Conf('refuses a value that would end its line and begin another', () => {
  const uamSecret = new Secret('x"\nmacauth="1')
  assert.throws(() => chilliConf({ ...facts, uamSecret }), isBug)
  const { uamSecret: _, ...without } = facts
  assert.throws(() => chilliConf(without), isBug)
})

function isBug(error: unknown): boolean {
  return error instanceof Bug
}

Conf.run()
