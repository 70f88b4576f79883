import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { desired } from '#firmware-config/mikrotik/desired.ts'
import { rsc } from '#firmware-config/mikrotik/rsc.ts'
import { openLink } from '#src/device/routeros/link.ts'
import { inspect } from '#src/fleet/inspect.ts'
import { openEmulator, opener, siteFacts } from '#test/routeros.ts'

const WORD = /([\w-]+)="((?:\\.|[^"\\])*)"/g
const ADD = /do=\{ (\/[a-z/ -]+?) add (.*?") \}/
const SET = /^(\/[a-z/ -]+?) set ((?:[\w-]+="[^"]*" ?)+)$/

/** Reads `\HH` and the other escapes of a RouterOS text. */
function plain(text: string): string {
  const octets = text.replace(/\\([0-9A-F]{2}|.)/g, (_, code: string) => {
    if (/^[0-9A-F]{2}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 16))
    return { n: '\n', r: '\r', t: '\t' }[code] ?? code
  })
  return Buffer.from(octets, 'latin1').toString('utf8')
}

function attributesOf(words: string): Record<string, string> {
  return Object.fromEntries(
    Array.from(words.matchAll(WORD), ([, name = '', value = '']) => [name, plain(value)]),
  )
}

const Rsc = suite('firmware-config/mikrotik/rsc')

Rsc('writes the script a technician pastes', () => {
  const settings = desired(siteFacts).filter(({ path }) => path !== '/file')
  const golden = readFileSync(new URL('./site.rsc', import.meta.url), 'utf8')
  assert.fixture(rsc(settings), golden)
})

Rsc('is plain ASCII, with nothing a terminal would act on', () => {
  const script = rsc(desired(siteFacts))
  assert.not.match(script, /[^\n\x20-\x7e]/)
  assert.not.match(script, /(?<!\\)\?/)
  assert.not.match(script, /[^\\]\$/)
})

Rsc('makes of an empty device what a push would', async () => {
  await using emulator = await openEmulator()
  emulator.tree.plant('/ip/dhcp-server/network', { address: '10.5.50.0/24' })
  await using link = await openLink(emulator.access)
  for (const line of rsc(desired(siteFacts)).trim().split('\n')) {
    const add = ADD.exec(line)
    const [, menu = '', words = ''] = add ?? SET.exec(line) ?? []
    if (menu === '') continue
    const path = menu.replaceAll(' ', '/')
    await link.call(`${path}/${add ? 'add' : 'set'}`, attributesOf(words))
  }

  const desiredFor = () => desired(siteFacts)
  const { lines } = await inspect(opener(emulator.access), desiredFor, AbortSignal.timeout(9000))
  assert.equal(lines, ['~ /ip/dhcp-server/network 10.5.50.0/24 dhcp-option: (none) → phu-song-114'])
})

Rsc('tells the technician what is left to do', () => {
  const { lan: _, ...facts } = siteFacts
  assert.match(rsc(desired(facts)), '# then, for the hotspot that phones use: /ip hotspot set')
})

Rsc.run()
