import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const PRIORITY = new URL('../../src/store/priority.ts', import.meta.url)

/** Nobody in a process waits until a thread may run elsewhere. */
const ASIDE_MS_MAX = 5000

/**
 * Every thread of a process, its priority, and the processors it may run on (proc(5), `comm`, `stat`,
 * `status`), after that call of one of them: as soon as one that is named so is kept off some.
 */
const PROGRAM = (call: string, aside: string) => `
  import { readdirSync, readFileSync } from 'node:fs'
  import { setTimeout as wait } from 'node:timers/promises'
  import { goBeside, goFirst, goLast } from '${PRIORITY}'
  const told = () =>
    readdirSync('/proc/self/task').map((thread) => {
      const read = (file) => readFileSync('/proc/self/task/' + thread + '/' + file, 'latin1')
      const name = Number(thread) === process.pid ? 'main' : read('comm').trim()
      const nice = Number(read('stat').split(') ')[1].split(' ')[16])
      return { name, nice, processors: /Cpus_allowed_list:\\s*(\\S+)/.exec(read('status'))[1] }
    })
  const all = told()[0].processors
  ${call}
  const isAside = ({ name, processors }) => !name.includes('${aside}') || processors !== all
  const until = performance.now() + ${ASIDE_MS_MAX}
  while ('${aside}' && !told().every(isAside) && performance.now() < until) await wait(5)
  console.log(JSON.stringify(told()))
`

type Thread = { readonly name: string; readonly nice: number; readonly processors: string }

function threadsAfter(call: string, aside = ''): Thread[] {
  const hasOthers = availableParallelism() > 1
  const program = PROGRAM(call, hasOthers ? aside : '')
  const args = ['--input-type=module', '--no-warnings', '--eval', program]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
}

const named = (threads: readonly Thread[], part: string) =>
  threads.filter(({ name }) => name.includes(part))
const nicesOf = (threads: readonly Thread[], part: string) =>
  named(threads, part).map(({ nice }) => nice)

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

onMany('sched_setaffinity(2): its helpers never take the first processor from it', () => {
  const threads = threadsAfter('goFirst()', 'V8Worker')
  const [main] = named(threads, 'main')
  const [, ...others] = processorsOf(main)
  for (const helper of named(threads, 'V8Worker')) assert.equal(processorsOf(helper), others)
})

onMany('nor does a thread that waits, or one that only goes beside it', () => {
  const [all] = named(threadsAfter(''), 'main')
  const [, ...others] = processorsOf(all)
  for (const call of ['goLast()', 'goBeside()']) {
    const [main] = named(threadsAfter(call, 'main'), 'main')
    assert.equal(processorsOf(main), others, call)
  }
})

/** `0-2,5` is four of them. */
function processorsOf(thread: Thread | undefined): number[] {
  return (thread?.processors ?? '').split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, n) => first + n)
  })
}

Priority.run()
