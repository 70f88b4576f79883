import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

/** The priority of a thread that called it, and of the one that began it (proc(5), `stat`). */
const PROGRAM = (call: string) => `
  import { readFileSync, readlinkSync } from 'node:fs'
  import { parentPort } from 'node:worker_threads'
  import { goFirst, goLast } from '${new URL('../../src/store/priority.ts', import.meta.url)}'
  ${call}
  const thread = readlinkSync('/proc/thread-self').split('/').at(-1)
  parentPort.postMessage(readFileSync('/proc/self/task/' + thread + '/stat', 'latin1'))
`

const niceIn = (stat: string) => Number(stat.split(') ')[1]?.split(' ')[16])
const ours = () => niceIn(readFileSync(`/proc/self/task/${process.pid}/stat`, 'latin1'))

async function niceAfter(call: string): Promise<number> {
  const source = new URL(`data:text/javascript,${encodeURIComponent(PROGRAM(call))}`)
  const worker = new Worker(source)
  const [stat] = (await once(worker, 'message')) as [string]
  await worker.terminate()
  return niceIn(stat)
}

const Priority = suite('store/priority')
const onLinux = process.platform === 'linux' ? Priority : Priority.skip

onLinux(
  'setpriority(2): one thread waits for the others, and they go on as they were',
  async () => {
    const before = ours()
    assert.is(await niceAfter('goLast()'), 5)
    assert.is(ours(), before)
  },
)

onLinux('goes first where the system lets it, and as it was where not', async () => {
  const nice = await niceAfter('goFirst()')
  assert.ok(nice === -10 || nice === ours(), String(nice))
})

Priority.run()
