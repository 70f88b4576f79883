import { performance } from 'node:perf_hooks'
import type { Endpoint } from '#src/config.ts'
import { EXPOSITION_TYPE, exposition, type Metric, type Sample } from '#src/http/exposition.ts'
import { type HttpServer, serveHttp } from '#src/http/serve.ts'
import { SECOND } from '#src/kernel/clock.ts'
import type { ForwardingServer, ForwardingState } from '#src/proxy/forwarding-server.ts'
import type { RadiusServer } from '#src/radius/server.ts'
import { countsIn } from '#src/radius/tally.ts'
import type { City } from './city.ts'
import type { House } from './house.ts'
import { gatewaysHeard } from './overview.ts'
import { knocking } from './strangers.ts'

/** What else of a server is measured. */
type Measured = {
  readonly counters: RadiusServer['counters']
  readonly forwarding: Pick<ForwardingServer, 'state'>
  readonly hasRoom: () => boolean
}

/** Serves `/metrics`, for a monitoring system to read now and then. */
export function openMetrics(
  house: House,
  city: City,
  endpoint: Endpoint,
  measured: Measured,
): Promise<HttpServer> {
  const fetch = ({ method, url }: Request): Response => {
    if (new URL(url).pathname !== '/metrics') return said(404, 'Only /metrics is here.\n')
    if (method !== 'GET' && method !== 'HEAD') return said(405, 'Only to be read.\n')
    const text = exposition(metricsOf(house, city, measured))
    return new Response(text, { headers: { 'content-type': EXPOSITION_TYPE } })
  }
  return serveHttp({ ...endpoint, fetch, log: house.log })
}

function said(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}

/** How a city does, in sums: nothing of it is about anybody. Costs a walk over who is online. */
function metricsOf(house: House, city: City, measured: Measured): Metric[] {
  return [
    ...radiusMetrics(measured.counters()),
    ...cityMetrics(house, city, measured.hasRoom()),
    ...realmMetrics(measured.forwarding.state(), house.clock()),
    ...processMetrics(),
  ]
}

function radiusMetrics(counters: Readonly<Record<string, number>>): Metric[] {
  const counted = countsIn(counters)
  const ofPort = (asked: string): Sample[] =>
    counted
      .filter(({ outcome }) => outcome === asked)
      .map(({ port, count }) => ({ labels: { port }, value: count }))
  return [
    {
      name: 'phu_song_radius_outcomes_total',
      type: 'counter',
      help: 'What became of what came in, by port.',
      samples: counted
        .filter(({ outcome }) => outcome !== 'waiting' && outcome !== 'kernel-drops')
        .map(({ port, outcome, count }) => ({ labels: { port, outcome }, value: count })),
    },
    {
      name: 'phu_song_radius_kernel_drops_total',
      type: 'counter',
      help: 'Datagrams that the kernel had no room for.',
      samples: ofPort('kernel-drops'),
    },
    {
      name: 'phu_song_radius_waiting',
      type: 'gauge',
      help: 'Requests that wait to be served.',
      samples: ofPort('waiting'),
    },
  ]
}

function cityMetrics(house: House, city: City, hasRoom: boolean): Metric[] {
  const online = Map.groupBy(city.live, ({ site }) => site)
  const { heard, silent } = gatewaysHeard(house)
  return [
    {
      name: 'phu_song_sessions_online',
      type: 'gauge',
      help: 'Sessions that are live, by site.',
      samples: [...online].map(([site, { length }]) => ({ labels: { site }, value: length })),
    },
    {
      name: 'phu_song_gateways',
      type: 'gauge',
      help: 'Gateways that were heard of late, and that were not.',
      samples: [
        { labels: { state: 'heard' }, value: heard.length },
        { labels: { state: 'silent' }, value: silent.length },
      ],
    },
    gauge('phu_song_strangers', 'Addresses that knock and are no gateway.', knocking(house).length),
    gauge(
      'phu_song_sessions_unreachable',
      'Sessions past a limit whose gateway did not end or slow them.',
      city.enforcement.unreachable().length,
    ),
    gauge(
      'phu_song_accounting_taken',
      'Whether the disk has room to take accounting: 1, or 0.',
      Number(hasRoom),
    ),
    gauge(
      'phu_song_journal_unsettled',
      'Entries of the journal that the database does not have yet.',
      house.behind.unsettled,
    ),
  ]
}

function realmMetrics(
  { homes, backlogs, delivered, givenUp }: ForwardingState,
  now: number,
): Metric[] {
  return [
    {
      name: 'phu_song_home_server_alive',
      type: 'gauge',
      help: 'Whether a home server is taken to answer: 1, or 0.',
      samples: homes.map(({ realm, duty, host, port, standing }) => ({
        labels: { realm, duty, server: `${host}`, port: `${port}` },
        value: Number(standing === 'alive'),
      })),
    },
    {
      name: 'phu_song_realm_records_waiting',
      type: 'gauge',
      help: 'Accounting on disk that a realm has not acknowledged yet.',
      samples: backlogs.map(({ realm, waiting }) => ({ labels: { realm }, value: waiting })),
    },
    {
      name: 'phu_song_realm_oldest_record_seconds',
      type: 'gauge',
      help: 'For how long the eldest of those has waited.',
      samples: backlogs.map(({ realm, oldestAt = now }) => ({
        labels: { realm },
        value: (now - oldestAt) / SECOND,
      })),
    },
    {
      name: 'phu_song_realm_records_total',
      type: 'counter',
      help: 'Accounting that realms acknowledged, and that was given up.',
      samples: [
        { labels: { outcome: 'delivered' }, value: delivered },
        { labels: { outcome: 'given-up' }, value: givenUp },
      ],
    },
  ]
}

/** The first three by the names that every dashboard knows. */
function processMetrics(): Metric[] {
  const { user, system } = process.cpuUsage()
  const busyMs = performance.eventLoopUtilization().active
  return [
    counter(
      'process_cpu_seconds_total',
      'Processor time taken, by all threads.',
      (user + system) / 1e6,
    ),
    gauge('process_resident_memory_bytes', 'Memory held.', process.memoryUsage.rss()),
    gauge(
      'process_start_time_seconds',
      'When the process began, since the epoch.',
      performance.timeOrigin / SECOND,
    ),
    counter(
      'phu_song_busy_seconds_total',
      'For how long the thread that answers RADIUS had work: a second a second is all there is.',
      busyMs / SECOND,
    ),
  ]
}

function gauge(name: string, help: string, value: number): Metric {
  return { name, type: 'gauge', help, samples: [{ value }] }
}

function counter(name: string, help: string, value: number): Metric {
  return { name, type: 'counter', help, samples: [{ value }] }
}
