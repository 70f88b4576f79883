import { execFileSync } from 'node:child_process'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const PRIORITY = new URL('../../src/store/priority.ts', import.meta.url)

/** Every thread of a process and its priority (proc(5), `comm` and `stat`), after that call of one of them. */
const PROGRAM = (call: string) => `
  import { readdirSync, readFileSync } from 'node:fs'
  import { goFirst, goLast } from '${PRIORITY}'
  const told = () =>
    readdirSync('/proc/self/task').map((thread) => {
      const read = (file) => readFileSync('/proc/self/task/' + thread + '/' + file, 'latin1')
      const nice = Number(read('stat').split(') ')[1].split(' ')[16])
      return [Number(thread) === process.pid ? 'main' : read('comm').trim(), nice]
    })
  ${call}
  console.log(JSON.stringify(told()))
`

type Thread = readonly [name: string, nice: number]

function threadsAfter(call: string): Thread[] {
  const args = ['--input-type=module', '--no-warnings', '--eval', PROGRAM(call)]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
}

const nicesOf = (threads: readonly Thread[], name: string) =>
  threads.filter(([comm]) => comm.includes(name)).map(([, nice]) => nice)

const Priority = suite('store/priority')
const onLinux = process.platform === 'linux' ? Priority : Priority.skip

onLinux('setpriority(2): one thread waits for the others, and they go on as they were', () => {
  const before = threadsAfter('')
  const after = threadsAfter('goLast()')
  assert.equal(nicesOf(after, 'main'), [5])
  assert.equal(nicesOf(after, 'V8Worker'), nicesOf(before, 'V8Worker'))
})

onLinux('goes first where the system lets it, with its helpers, and as it was where not', () => {
  const [before] = nicesOf(threadsAfter(''), 'main')
  const after = threadsAfter('goFirst()')
  const [nice] = nicesOf(after, 'main')
  assert.ok(nice === -10 || nice === before, String(nice))
  const helpers = nicesOf(after, 'V8Worker')
  assert.ok(helpers.length > 0, 'V8 has helpers, and Node.js names them so')
  assert.equal(
    helpers,
    helpers.map(() => nice),
  )
})

Priority.run()
