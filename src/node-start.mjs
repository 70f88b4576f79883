// How the server's own Node is started. Plain JavaScript only: `phu-song.mjs` runs on any Node.
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

/** V8's own number. */
const HELPERS_MAX = 4

/**
 * As many threads help to collect garbage as there are processors besides ours: more of them would stop
 * the one that answers.
 */
const helpers = Math.min(Math.max(availableParallelism() - 1, 1), HELPERS_MAX)

/** Mebibytes of what is new. Half of V8's own: a collection is over sooner, and 24 MB are saved. */
const NEW_MEBIBYTES = 8

export const NODE_FLAGS = [
  `--v8-pool-size=${helpers}`,
  `--max-semi-space-size=${NEW_MEBIBYTES}`,
  // In a storm what waits for the disk outlives a collection or two, and V8 would make all that comes after
  // it old from the start: it would have to be collected whole half as often again.
  '--no-allocation-site-pretenuring',
  // What is new is little: to share it out and to wait for whoever has a part of it takes longer than to
  // collect it alone, the longer the busier the other processors are.
  '--no-parallel-scavenge',
  // `radius/mmsg` knows that its part of Node.js may change, and is tested with this very one.
  '--disable-warning=ExperimentalWarning',
]

/**
 * What types are stripped of and compiled to is kept beside the packages, where only who may change the
 * program may write: a server that was killed is back in half the time. Told by the environment, so that
 * it holds for the first file and in every thread. Without a place it goes without.
 */
export const NODE_ENVIRONMENT = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/phu-song', import.meta.url)),
}
