import { countsIn } from '#src/radius/tally.ts'

/** What the counters of one kind of outcome mean together, in the order they are shown. */
export const COUNTER_GROUPS = [
  'now',
  'answered',
  'repeated',
  'refused',
  'lost',
  'connections',
] as const
export type CounterGroup = (typeof COUNTER_GROUPS)[number]

/** One outcome on every port: `malformed.length` 3 times on `auth`, never on `acct`. */
export type CounterRow = {
  readonly outcome: string
  readonly counts: readonly number[]
}

export type CounterTable = {
  /** The ports that counted anything, in order: `auth`, `acct`, … */
  readonly ports: readonly string[]
  readonly groups: readonly { readonly group: CounterGroup; readonly rows: readonly CounterRow[] }[]
}

/** The first part of each outcome, and where it belongs. What is not here was refused for what it is. */
const GROUP_OF: Readonly<Record<string, CounterGroup>> = {
  waiting: 'now',
  accept: 'answered',
  reject: 'answered',
  recorded: 'answered',
  status: 'answered',
  proxied: 'answered',
  duplicate: 'repeated',
  'in-progress': 'repeated',
  superseded: 'repeated',
  shed: 'lost',
  overloaded: 'lost',
  'kernel-drops': 'lost',
  failed: 'lost',
  unsent: 'lost',
  socket: 'lost',
  'reply-too-long': 'lost',
  connected: 'connections',
  'protocol-error': 'answered',
  'handshake-failed': 'connections',
  full: 'connections',
  crowded: 'connections',
  lost: 'connections',
  closed: 'connections',
  refused: 'connections',
  'wrong-version': 'connections',
  'no-certificate': 'connections',
}

/** How many requests proved themselves by MS-CHAPv2 over UDP, where a capture of them gives it away. */
export function mschapOverUdp(counters: Readonly<Record<string, number>>): number {
  return (counters['auth.accept.mschap2'] ?? 0) + (counters['auth.reject.mschap2'] ?? 0)
}

/** Sorts counters such as `auth.malformed.length` by what they mean; the largest of a group first. */
export function counterTable(counters: Readonly<Record<string, number>>): CounterTable {
  const counted = countsIn(counters)
  const ports = [...new Set(counted.map(({ port }) => port))].sort(byPort)
  const outcomes = [...new Set(counted.map(({ outcome }) => outcome))]
  const rows = outcomes.map((outcome) => ({
    outcome,
    counts: ports.map((port) => counters[`${port}.${outcome}`] ?? 0),
  }))
  const groups = COUNTER_GROUPS.map((group) => ({
    group,
    rows: rows.filter(({ outcome }) => groupOf(outcome) === group).sort(byCount),
  })).filter((group) => group.rows.length > 0)
  return { ports, groups }
}

function groupOf(outcome: string): CounterGroup {
  const [first = ''] = outcome.split('.')
  return Object.hasOwn(GROUP_OF, first) ? (GROUP_OF[first] ?? 'refused') : 'refused'
}

/** Authentication comes first, as in the life of a phone. */
const PORTS = ['auth', 'acct']

function byPort(a: string, b: string): number {
  const rank = (port: string) => (PORTS.includes(port) ? PORTS.indexOf(port) : PORTS.length)
  return rank(a) - rank(b) || (a < b ? -1 : 1)
}

function byCount(a: CounterRow, b: CounterRow): number {
  const sum = ({ counts }: CounterRow) => counts.reduce((total, count) => total + count, 0)
  return sum(b) - sum(a) || (a.outcome < b.outcome ? -1 : 1)
}
