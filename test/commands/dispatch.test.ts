import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Command, UsageError } from '#src/commands/command.ts'
import { dispatch } from '#src/commands/dispatch.ts'
import { Fault } from '#src/kernel/fault.ts'
import { recordingShell } from '#test/command-line.ts'

const done: string[] = []

function command(name: string, run: Command['run']): Command {
  return { name, about: `Do ${name}.`, flags: {}, run }
}

const COMMANDS = [
  command('ferry add', async () => {
    done.push('ferry add')
    return 0
  }),
  command('ferry list', async () => 1),
  command('sail', async () => {
    throw new UsageError('there is no wind')
  }),
  command('sink', async () => {
    throw new Fault('store/full', { says: 'the disk is full' })
  }),
  command('drift', async () => {
    throw Object.assign(new Error('x'), { code: 'EROFS', syscall: 'open', path: '/data/a.json' })
  }),
  command('moor', async () => {
    const where = { syscall: 'listen', address: '127.20.0.1', port: 8088 }
    throw Object.assign(new Error('x'), { code: 'EADDRINUSE', ...where })
  }),
  command('burn', async () => {
    throw new TypeError('our mistake')
  }),
]

async function say(...words: string[]) {
  const noSettings = () => assert.unreachable('no settings are needed') as never
  const { shell, said } = recordingShell(noSettings)
  const code = await dispatch(words, COMMANDS, shell)
  return { code, ...said() }
}

const Dispatch = suite('commands/dispatch')

Dispatch('runs the command of two words, and gives its exit code', async () => {
  assert.equal(await say('ferry', 'add'), { code: 0, out: '', err: '' })
  assert.equal(done, ['ferry add'])
  assert.is((await say('ferry', 'list')).code, 1)
})

Dispatch('shows everything when asked nothing, or for help', async () => {
  for (const words of [[], ['help'], ['--help'], ['-h']]) {
    const { code, out } = await say(...words)
    assert.is(code, 0)
    assert.match(out, 'Usage: phu-song COMMAND')
    assert.match(out, 'PHU_SONG_DATA')
  }
})

Dispatch('explains one command instead of running it', async () => {
  const before = done.length
  for (const words of [
    ['ferry', 'add', '--help'],
    ['ferry', 'add', '-h'],
    ['help', 'ferry', 'add'],
  ]) {
    const { code, out } = await say(...words)
    assert.is(code, 0)
    assert.match(out, 'Usage: phu-song ferry add')
  }
  assert.is(done.length, before)
})

Dispatch('names what it does not know, and the nearest it does', async () => {
  const sibling = await say('ferry', 'steal')
  assert.is(sibling.code, 2)
  assert.match(sibling.err, 'There is no command “ferry steal”')
  assert.match(sibling.err, 'ferry add: Do ferry add.')
  assert.not.match(sibling.err, 'sail')

  const stranger = await say('swim', '--fast')
  assert.is(stranger.code, 2)
  assert.match(stranger.err, '“swim”')
  assert.match(stranger.err, 'sail')
  assert.match((await say('--fast')).err, '“--fast”')
})

Dispatch('tells a wrong call, and where help is', async () => {
  assert.equal(await say('sail'), {
    code: 2,
    out: '',
    err: 'there is no wind\nSee `phu-song sail --help`.\n',
  })
})

Dispatch('tells the world’s failures in one sentence', async () => {
  assert.equal(await say('sink'), { code: 1, out: '', err: 'the disk is full\n' })
  assert.equal(await say('drift'), {
    code: 1,
    out: '',
    err: '/data/a.json: the disk is read-only (EROFS)\n',
  })
})

Dispatch('names the address a system call could not have', async () => {
  assert.is(
    (await say('moor')).err,
    '127.20.0.1 port 8088: another program is listening there (EADDRINUSE)\n',
  )
})

Dispatch('hides no bug of ours', async () => {
  await say('burn').then(
    () => assert.unreachable('it was swallowed'),
    (error) => assert.instance(error, TypeError),
  )
})

Dispatch.run()
