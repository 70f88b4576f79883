import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openLink } from '#src/device/routeros/link.ts'
import { Fault } from '#src/kernel/fault.ts'
import { openEmulator } from '#test/routeros.ts'
import { tool } from '#test/tool.ts'

const openssl = tool('openssl', 'openssl')

/** A self-signed certificate, as RouterOS devices have. */
function selfSigned(): { key: string; cert: string; fingerprint: string } {
  const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'
  const made = execFileSync(
    openssl ?? '',
    [...words.split(' '), '-subj', '/CN=gw-1', '-keyout', '-', '-out', '-'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const [key = ''] = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----/.exec(made) ?? []
  const [cert = ''] =
    /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(made) ?? []
  const fingerprint = new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase()
  return { key, cert, fingerprint }
}

const Tls = suite('interop/routeros-tls')
const test = openssl ? Tls : Tls.skip

test('speaks to the device whose certificate was pinned', async () => {
  const { key, cert, fingerprint } = selfSigned()
  await using emulator = await openEmulator({ tls: { key, cert } })
  await using link = await openLink({ ...emulator.access, fingerprint })
  assert.equal(await link.call('/system/identity/print'), [{ name: 'gw-1' }])
})

test('says no word to a device with another certificate', async () => {
  const { key, cert } = selfSigned()
  const { fingerprint } = selfSigned()
  await using emulator = await openEmulator({ tls: { key, cert } })
  try {
    await openLink({ ...emulator.access, fingerprint })
    assert.unreachable()
  } catch (error) {
    assert.instance(error, Fault)
    assert.is((error as Fault).detail['kind'], 'certificate')
  }
  assert.is(emulator.commands(), 0, 'the password was not sent')
})

test('does not fall back to the plain API', async () => {
  const { fingerprint } = selfSigned()
  const heard: string[] = []
  const onCommand = (command: string) => {
    heard.push(command)
    return undefined
  }
  await using emulator = await openEmulator({ faults: { onCommand } })
  try {
    await openLink({ ...emulator.access, fingerprint }, { deadlineMs: 2000 })
    assert.unreachable()
  } catch (error) {
    assert.is((error as Fault).code, 'device/unreachable')
  }
  assert.not(heard.includes('/login'))
})

Tls.run()
