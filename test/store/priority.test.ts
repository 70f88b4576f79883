import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const PRIORITY = new URL('../../src/store/priority.ts', import.meta.url)

/** Nobody waits for a thread to be kept beside another, but a test. */
const BESIDE_MS_MAX = 5000

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
const onMany = availableParallelism() > 1 ? onLinux : Priority.skip

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

onMany('sched_setaffinity(2): a thread beside the others leaves them the first processor', () => {
  const [all = [], left = []] = processorsBesides()
  assert.equal(left, all.slice(1))
})

/** Those that a process may run on, before and after it goes beside the others. */
function processorsBesides(): number[][] {
  const program = `
    import { readFileSync } from 'node:fs'
    import { setTimeout as wait } from 'node:timers/promises'
    import { goBeside } from '${PRIORITY}'
    const told = () =>
      /Cpus_allowed_list:\\s*(\\S+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1]
    const before = told()
    const until = performance.now() + ${BESIDE_MS_MAX}
    goBeside()
    while (told() === before && performance.now() < until) await wait(5)
    console.log(JSON.stringify([before, told()]))
  `
  const args = ['--input-type=module', '--no-warnings', '--eval', program]
  const told: string[] = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
  return told.map((list) =>
    list.split(',').flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map(Number)
      return Array.from({ length: last - first + 1 }, (_, n) => first + n)
    }),
  )
}

Priority.run()
