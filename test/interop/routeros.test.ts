import { execFile, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openEmulator } from '#test/routeros.ts'
import { tool } from '#test/tool.ts'

/** Debian's own Python, wherever another one comes first in the path. */
const DEBIAN_PYTHON = '/usr/bin/python3'
const PACKAGE = 'python3-librouteros'
const python = pythonWithLibrouteros()

function pythonWithLibrouteros(): string | undefined {
  const first = tool('python3', PACKAGE)
  const candidates = [first, DEBIAN_PYTHON].filter((path) => path !== undefined && existsSync(path))
  const found = candidates.find((path) => canImport(path as string))
  if (found || candidates.length === 0) return found

  const says = `librouteros is not installed (Debian: apt install ${PACKAGE})`
  if (process.env['CI']) throw new Error(says)
  process.stdout.write(`skipped: ${says}\n`)
  return undefined
}

function canImport(path: string): boolean {
  try {
    execFileSync(path, ['-c', 'import librouteros'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/**
 * Runs a client nobody here wrote. Version 3.1.0 counts characters where the wire counts octets, so
 * text travels as UTF-8 octets dressed as latin-1.
 */
async function librouteros(port: number, password: string, script: string): Promise<unknown> {
  const program = `
import json, sys
from librouteros import connect
from librouteros.exceptions import TrapError
from librouteros.query import Key, Or

def vi(text): return text.encode('utf-8').decode('latin1')
def plain(text): return text.encode('latin1').decode('utf-8') if isinstance(text, str) else text
def rows(found): return [{key: plain(value) for key, value in row.items()} for row in found]
def say(value): print(json.dumps(value))
def api(): return connect(host='127.0.0.1', port=int(sys.argv[1]), username='phu-song',
                          password=vi(sys.argv[2]), encoding='latin1', timeout=10)
${script}
`
  const { stdout } = await promisify(execFile)(
    python ?? '',
    ['-c', program, String(port), password],
    { env: { PYTHONIOENCODING: 'utf-8', PYTHONUTF8: '1' } },
  )
  return JSON.parse(stdout)
}

const PASSWORD = 'cùng một mật khẩu'

async function answers(script: string, version?: string): Promise<unknown> {
  await using emulator = await openEmulator({ password: PASSWORD, ...(version && { version }) })
  return await librouteros(emulator.port, PASSWORD, script)
}

const Interop = suite('interop/routeros')
const test = python ? Interop : Interop.skip

test('prints, adds, sets, removes and moves for librouteros', async () => {
  const seen = await answers(`
path = api().path('ip', 'hotspot', 'walled-garden')
first = path.add(**{'dst-host': 'a.example', 'comment': vi('Cổng dịch vụ công')})
second = path.add(**{'dst-host': 'b.example'})
third = path.add(**{'dst-host': 'c.example'})
path.update(**{'.id': second, 'action': 'deny', 'disabled': 'yes'})
path.remove(third)
tuple(path('move', numbers=second, destination=first))
say(rows(path.select('dst-host', 'action', 'disabled', 'comment')))
`)
  assert.equal(seen, [
    { 'dst-host': 'b.example', action: 'deny', disabled: true },
    { 'dst-host': 'a.example', action: 'allow', disabled: false, comment: 'Cổng dịch vụ công' },
  ])
})

test('filters by the queries librouteros writes', async () => {
  const seen = await answers(`
path = api().path('radius')
for n in (1, 2, 3): path.add(address=f'10.0.0.{n}', comment=f'r{n}')
address, comment = Key('address'), Key('comment')
say({
  'equal': rows(path.select(comment).where(address == '10.0.0.2')),
  'both': rows(path.select(comment).where(address == '10.0.0.2', comment == 'r1')),
  'either': rows(path.select(comment).where(Or(address == '10.0.0.1', address == '10.0.0.3'))),
  'unequal': rows(path.select(comment).where(address != '10.0.0.1')),
})
`)
  assert.equal(seen, {
    equal: [{ comment: 'r2' }],
    both: [],
    either: [{ comment: 'r1' }, { comment: 'r3' }],
    unequal: [{ comment: 'r2' }, { comment: 'r3' }],
  })
})

test('gives librouteros nothing for an empty menu, with !empty and without', async () => {
  const script = `say(rows(api().path('radius')))`
  assert.equal(await answers(script, '7.18.2'), [])
  assert.equal(await answers(script, '7.17.2'), [])
})

test('traps with a category librouteros understands', async () => {
  const seen = await answers(`
try: api().path('radius').add(address='nowhere')
except TrapError as error: say([error.category, error.message])
`)
  assert.equal(seen, [1, 'invalid value for argument address'])
})

test('refuses a wrong password as librouteros expects', async () => {
  const seen = await answers(`
sys.argv[2] = 'wrong'
try: api()
except TrapError as error: say(error.message)
`)
  assert.is(seen, 'invalid user name or password (6)')
})

Interop.run()
