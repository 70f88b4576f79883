import { Hono } from 'hono'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readerOf } from '#portal/reader.ts'
import { type Ip, parseIp } from '#src/kernel/ip.ts'
import { sealVisit } from '#src/login/tokens.ts'
import { Keyring } from '#src/store/keyring.ts'
import { visitAs } from '#test/login.ts'

const Reading = suite('portal/reader')

Reading('keeps the visit of the longest redirect a gateway can send', async () => {
  const longest = 'ế'.repeat(200)
  const visit = visitAs({
    gateway: 'g'.repeat(63),
    ip: parseIp('2001:db8:1234:5678:9abc:def0:1234:5678') as Ip,
    loginUrl: `https://${'h'.repeat(253)}:65535/login`,
    challenge: { kind: 'chap', id: 'f9', challenge: 'ab'.repeat(64) },
    error: longest,
  })
  const token = sealVisit(new Keyring(new Uint8Array(32)), visit, 0)
  const app = new Hono().get('/', (c) => c.json(readerOf(c).whence))

  assert.equal(await (await app.request(`/?visit=${token}`)).json(), { visit: token })
})

Reading.run()
