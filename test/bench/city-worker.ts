/** Our whole server, in a process of its own, with guests that hold fresh one-time credentials. */
import { join } from 'node:path'
import { serve } from '#src/app/serve.ts'
import { parseConfig } from '#src/config.ts'
import { systemClock } from '#src/kernel/clock.ts'
import { parsePrefix } from '#src/kernel/ip.ts'
import { silentLog } from '#src/kernel/log.ts'
import { parseMac } from '#src/kernel/mac.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import { newCredential } from '#src/login/credential.ts'
import { GrantStore } from '#src/login/grant-store.ts'
import { CREDENTIAL_LIFE } from '#src/login/limits.ts'
import { PUBLIC_PLAN } from '#src/plans/plan.ts'
import { type Guest, macOf } from './guest.ts'
import { answerJobs } from './workbench.ts'

export type OpenJob = { readonly kind: 'open'; readonly folder: string; readonly secret: string }
export type Opened = {
  readonly authPort: number
  readonly acctPort: number
  readonly portalUrl: string
  readonly gateway: string
}

/** Guests with a grant and an unused one-time credential each. Answered with `Guest[]`. */
export type GuestsJob = { readonly kind: 'guests'; readonly count: number }

/** A city's regulars: each is granted again and again, and has used some of the day already. */
const PEOPLE = 20_000
const GATEWAY = 'bench'
const SITE = 'bench'
const BATCH = 2000

let city: Awaited<ReturnType<typeof open>> | undefined

answerJobs(async (job: OpenJob | GuestsJob): Promise<Opened | Guest[]> => {
  if (job.kind === 'open') {
    city = await open(job)
    return city.opened
  }
  if (!city) throw new Error('the city is not open')
  return guests(city, job.count)
})

async function open({ folder, secret }: OpenJob) {
  const config = parseConfig({
    PHU_SONG_DATA: join(folder, 'data'),
    PHU_SONG_KEY_FILE: join(folder, 'key'),
    PHU_SONG_PORTAL_LISTEN: '127.0.0.1:0',
    PHU_SONG_ADMIN_LISTEN: '127.0.0.1:0',
    PHU_SONG_RADIUS_AUTH_LISTEN: '127.0.0.1:0',
    PHU_SONG_RADIUS_ACCT_LISTEN: '127.0.0.1:0',
  })
  const serving = await serve(config, {
    clock: systemClock,
    entropy: systemEntropy,
    log: silentLog,
    write: () => undefined,
    sendSms: async () => undefined,
  })
  const { house, authPort, acctPort, portalUrl } = serving
  const address = parsePrefix('127.0.0.1/32')
  if (!address) throw new Error('an address of this machine')
  const radius = new Secret(secret)
  house.gateways.add({ id: GATEWAY, address, vendor: 'mikrotik', site: SITE, secret: radius })
  return {
    house,
    grants: new GrantStore(house.database),
    regulars: [] as Regular[],
    opened: { authPort, acctPort, portalUrl, gateway: GATEWAY },
  }
}

type City = NonNullable<typeof city>
type Regular = { readonly person: number; readonly device: number; readonly mac: string }

function guests(city: City, count: number): Guest[] {
  const { database } = city.house
  if (city.regulars.length === 0) database.transaction(() => meetRegulars(city))
  const made: Guest[] = []
  while (made.length < count) {
    const size = Math.min(BATCH, count - made.length)
    database.transaction(() => {
      for (let i = 0; i < size; i++) made.push(letIn(city, made.length))
    })
  }
  return made
}

function meetRegulars({ house, regulars }: City): void {
  const at = house.clock()
  for (let n = 0; n < PEOPLE; n++) {
    const mac = parseMac(macOf(n))
    if (!mac) throw new Error(`${macOf(n)} is no address`)
    const person = house.people.newPerson({ version: 'bench', at })
    regulars.push({ person, device: house.people.seeDevice(mac, person, at), mac: macOf(n) })
  }
}

/** What a proof at the portal leaves behind, without the portal. */
function letIn({ house, grants, regulars }: City, n: number): Guest {
  const now = house.clock()
  const { person, device, mac } = regulars[n % PEOPLE] as Regular
  const grant = grants.add({
    person,
    device,
    gateway: GATEWAY,
    site: SITE,
    plan: PUBLIC_PLAN.id,
    proof: 'device',
    grantedAt: now,
    expiresAt: now + CREDENTIAL_LIFE + PUBLIC_PLAN.sessionMinutes * 60_000,
  })
  const credential = newCredential(house.keyring, house.entropy)
  grants.addCredential(credential.userName, grant, now + CREDENTIAL_LIFE)
  return { ...credential, mac }
}
