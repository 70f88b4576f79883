/** Loads the portal as phones at gateways' doors do, in a process of its own. */
import { Agent, request } from 'node:http'
import { ascending, percentile } from './figures.ts'
import { macOf } from './guest.ts'
import { pace } from './pace.ts'
import { answerJobs } from './workbench.ts'

/** Redirects of a gateway, each of another phone; connections are kept, or ports would run out. */
type Pressed = { readonly url: string; readonly gateway: string; readonly seconds: number }

/** So many pages asked for at once, each answer bringing on the next. */
export type PortalJob = Pressed & { readonly kind: 'closed'; readonly inFlight: number }

/** So many pages a second, whatever comes of them. */
export type PortalPaceJob = Pressed & { readonly kind: 'pace'; readonly perSecond: number }

export type PortalRun = {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly page: Page
  readonly loadCpu: number
}

/** A page's body as it travelled. */
type Page = { readonly octets: number; readonly encoding: string }

const HEADERS = {
  accept: 'text/html',
  'accept-encoding': 'gzip, deflate, br',
  'accept-language': 'vi-VN,vi;q=0.9,en;q=0.8',
}

let phones = 0

/** Enough for the pages that wait when a set pace meets a server that pauses. */
const PACED_SOCKETS = 64

answerJobs(async (job: PortalJob | PortalPaceJob): Promise<PortalRun> => {
  const maxSockets = job.kind === 'closed' ? job.inFlight : PACED_SOCKETS
  const agent = new Agent({ keepAlive: true, maxSockets })
  const latencies: number[] = []
  let page: Page | undefined
  const visit = async () => {
    const sentAt = performance.now()
    page = await get(agent, new URL(redirectOf(phones++, job.gateway), job.url))
    latencies.push(performance.now() - sentAt)
  }
  const cpu = process.cpuUsage()
  const from = performance.now()
  if (job.kind === 'closed') await inFlight(job, visit)
  else await paced(job, visit)
  const took = performance.now() - from
  const { user, system } = process.cpuUsage(cpu)
  agent.destroy()
  if (!page) throw new Error('no page came')
  const sorted = latencies.sort(ascending)
  return {
    perSecond: (sorted.length / took) * 1000,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    page,
    loadCpu: (user + system) / 1000 / took,
  }
})

async function inFlight(
  { seconds, inFlight }: PortalJob,
  visit: () => Promise<void>,
): Promise<void> {
  const end = performance.now() + seconds * 1000
  const visits = async () => {
    while (performance.now() < end) await visit()
  }
  await Promise.all(Array.from({ length: inFlight }, visits))
}

async function paced(job: PortalPaceJob, visit: () => Promise<void>): Promise<void> {
  const visits: Promise<void>[] = []
  await pace(job, () => visits.push(visit()))
  await Promise.all(visits)
}

/** What our `login.html` on a RouterOS HotSpot sends a phone to. */
function redirectOf(phone: number, gateway: string): string {
  const query = new URLSearchParams({
    mac: macOf(phone),
    ip: '10.5.50.2',
    'link-login-only': 'http://10.5.50.1/login',
    'link-orig': 'http://connectivitycheck.example/generate_204',
  })
  return `/hotspot/${gateway}?${query}`
}

function get(agent: Agent, url: URL): Promise<Page> {
  const { promise, resolve, reject } = Promise.withResolvers<Page>()
  request(url, { agent, headers: HEADERS }, (response) => {
    let octets = 0
    response.on('data', (chunk: Buffer) => (octets += chunk.length))
    response.on('error', reject)
    response.on('end', () => {
      const encoding = response.headers['content-encoding'] ?? 'none'
      if (response.statusCode === 200) resolve({ octets, encoding })
      else reject(new Error(`${url.pathname} answered ${response.statusCode}`))
    })
  })
    .on('error', reject)
    .end()
  return promise
}
