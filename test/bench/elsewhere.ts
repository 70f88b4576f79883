import { setPriority } from 'node:os'
import { goBeside, goFirst } from '#src/store/priority.ts'

/** Of nice(1): whatever the server is, what asks it is not slower for it. */
const BEFORE_ALL = -20

/**
 * For a load that stands for other machines: it goes before all of the server, and keeps off the first
 * processor, out of the way of the thread that answers. Where the system does not let it, and without
 * taskset(1), it is as near as anything.
 */
export function beElsewhere(): void {
  goFirst()
  try {
    setPriority(BEFORE_ALL)
  } catch {
    // Not allowed: it is then as urgent as the server.
  }
  goBeside()
}
