import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loginLocation, readRedirect } from '#src/hotspot/dialect.ts'
import { systemClock } from '#src/kernel/clock.ts'
import { parseIp } from '#src/kernel/ip.ts'
import { DynauthClient } from '#src/radius/dynauth.ts'
import { mac, openEdge, PASSWORD } from '#test/edge.ts'
import { askByRadclient, radclient } from '#test/radclient.ts'
import { gateway } from '#test/radius.ts'
import { tool } from '#test/tool.ts'

const freeradius = tool('freeradius', 'freeradius')

/** A server that listens for nothing but dynamic authorization, and knows one session. */
const RADDB = (folder: string, port: number) => `
libdir = /usr/lib/freeradius
run_dir = ${folder}
logdir = ${folder}
client us {
  ipaddr = 127.0.0.1
  secret = xyzzy5461
}
modules {
  always ok {
    rcode = ok
  }
  always reject {
    rcode = reject
  }
}
server nas {
  listen {
    type = coa
    ipaddr = 127.0.0.1
    port = ${port}
  }
  recv-coa {
    if (&User-Name != 'nemo' || &Acct-Session-Id != '8120000a') {
      update reply {
        &Error-Cause := Session-Context-Not-Found
      }
      reject
    }
    elsif (!&Event-Timestamp || &Framed-IP-Address != 10.5.50.7) {
      update reply {
        &Error-Cause := Missing-Attribute
      }
      reject
    }
    elsif (&Packet-Type == Disconnect-Request || &Mikrotik-Rate-Limit == '128k/256k') {
      ok
    }
    else {
      update reply {
        &Error-Cause := Invalid-Attribute-Value
      }
      reject
    }
  }
  send-coa {
    ok
  }
}
`

/** FreeRADIUS on a configuration of our own. */
async function openFreeRadius() {
  const folder = mkdtempSync(join(tmpdir(), 'phu-song-coa-'))
  const port = await freePort()
  writeFileSync(join(folder, 'radiusd.conf'), RADDB(folder, port))
  const child = spawn(freeradius ?? '', ['-X', '-d', folder])
  const ended = once(child, 'exit')
  const said: string[] = []
  for await (const line of createInterface(child.stdout)) {
    said.push(line)
    if (line === 'Ready to process requests') break
  }
  child.stdout.resume()
  if (child.exitCode !== null) throw new Error(said.slice(-5).join('\n'))
  return {
    target: { host: '127.0.0.1', port },
    async [Symbol.asyncDispose]() {
      child.kill()
      await ended
      rmSync(folder, { recursive: true })
    },
  }
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

const SESSION = {
  userName: 'nemo',
  acctSessionId: '8120000a',
  framedIp: parseIp('10.5.50.7'),
  callingStation: undefined,
}
const SLOW = { sessionSeconds: 3600, idleSeconds: 600, interimSeconds: 300 }
const PHONE = mac('7e:8a:09:65:4d:ec')

const Interop = suite('interop/dynauth')
const asClient = freeradius ? Interop : Interop.skip
const asGateway = radclient ? Interop : Interop.skip

asClient('ends and changes a session of FreeRADIUS’s, which is told why not', async () => {
  await using peer = await openFreeRadius()
  await using client = new DynauthClient({ clock: systemClock })
  const other = { ...SESSION, userName: 'dory' }
  const change = (upKbps: number) =>
    client.change(gateway(), SESSION, { ...SLOW, rate: { upKbps, downKbps: 256 } }, peer.target)
  const outcomes = [
    await client.disconnect(gateway(), SESSION, peer.target),
    await client.disconnect(gateway(), other, peer.target),
    await change(128),
    await change(1),
  ]
  assert.equal(outcomes, [
    { kind: 'ack' },
    { kind: 'nak', errorCause: 503 },
    { kind: 'ack' },
    { kind: 'nak', errorCause: 407 },
  ])
})

asGateway('a simulated gateway does what radclient asks', async () => {
  await using edge = await openEdge({ vendor: 'mikrotik' })
  await using browser = edge.join(PHONE)
  await browser.open('http://captive.apple.com/')
  const { hotspotHost, address: host, coaPort: port } = edge.gateway
  const record = { id: 'g1', vendor: 'mikrotik', hotspotHost, uamSecret: undefined } as const
  const about = { portalUrl: edge.portalUrl, visitId: 'v1' }
  const redirect = readRedirect(record, edge.landed.at(-1) ?? '', about)
  if (redirect.kind !== 'visit') throw new Error(redirect.kind)
  const credential = { userName: 'w-1', password: PASSWORD }
  const landing = 'http://example.vn/'
  await browser.open(loginLocation(redirect.visit, credential, { uamSecret: undefined, landing }))

  const ask = (command: string, ...attributes: string[]) =>
    askByRadclient({ host, port }, command, attributes, 'radius')
  const session = edge.gateway.sessionOf(PHONE)
  const named = [`Framed-IP-Address = ${session?.name.station.ip}`, 'User-Name = "w-1"']
  const slow = await ask('coa', ...named, 'Mikrotik-Rate-Limit = "128k/256k"')
  assert.match(slow.says, 'Received CoA-ACK')
  assert.equal(session?.allowance.rate, { upKbps: 128, downKbps: 256 })
  const quota = await ask('coa', ...named, 'Mikrotik-Total-Limit = 1000')
  assert.match(quota.says, 'Error-Cause = Unsupported-Attribute')
  assert.match((await ask('disconnect', ...named)).says, 'Received Disconnect-ACK')
  const again = await ask('disconnect', ...named)
  assert.match(again.says, 'Error-Cause = Session-Context-Not-Found')
})

Interop.run()
