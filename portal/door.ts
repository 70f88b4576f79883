import type { Context } from 'hono'
import { SECOND } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import { deadEndPage } from './about-views.ts'
import { type Privacy, portalHeaders } from './headers.ts'
import { layout, type Page } from './layout.ts'
import type { PortalPorts } from './ports.ts'
import { DEAD_ENDS, type DeadEnd, PROBLEMS, type Problem } from './problem.ts'
import { cameFrom, type Reader, readerOf } from './reader.ts'

type Status = 200 | (typeof DEAD_ENDS)[DeadEnd] | (typeof PROBLEMS)[Problem['kind']]['status']

/** How a page goes out. */
export type Answer = Privacy & { readonly status?: Status }

/** What every route of the portal is given: the house's ports, and how to answer. */
export type Door = {
  readonly ports: PortalPorts
  readonly show: (c: Context, reader: Reader, page: Page, answer?: Answer) => Promise<Response>
  readonly stop: (c: Context, end: DeadEnd, reader?: Reader) => Promise<Response>
}

/** Opens the door for a set of ports; the style's hash is worked out once. */
export function openDoor(ports: PortalPorts, styleSource: Promise<string>): Door {
  const show: Door['show'] = async (c, reader, page, { status = 200, ...privacy } = {}) => {
    const headers = portalHeaders(await styleSource, privacy)
    // As plain text: a page that is an object is read through a stream on its way out.
    return c.html(`${await layout(reader, ports.about, page)}`, status, headers)
  }
  return {
    ports,
    show,
    stop: (c, end, reader = readerOf(c)) => {
      // A visit that has ended is no way back.
      const from = end === 'visit-expired' ? cameFrom(reader, {}) : reader
      return show(c, from, deadEndPage(from, end), { status: DEAD_ENDS[end] })
    },
  }
}

/** The status and, where there is one, the Retry-After of what came back. */
export function answerOf(c: Context, problems: readonly Problem[]): Status {
  const [first] = problems
  if (!first) return 200
  if (first.kind === 'too-many') {
    c.header('Retry-After', String(Math.max(1, Math.ceil(first.retryAfterMs / SECOND))))
  }
  return PROBLEMS[first.kind].status
}

/** Asks a port; a fault of the outside world becomes an answer, so that a form keeps what was typed. */
export async function asked<T>(
  { ports }: Door,
  question: Promise<T>,
): Promise<T | { readonly kind: 'unavailable' }> {
  try {
    return await question
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    ports.log('portal.fault', { code: error.code })
    return { kind: 'unavailable' }
  }
}

/** The fields of a posted form. A body that is no form has none. */
export async function formOf(c: Context): Promise<URLSearchParams> {
  return new URLSearchParams(await c.req.text())
}
