import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import {
  accessSync,
  closeSync,
  constants,
  cpSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { systemEntropy } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import { Requester } from '#src/radius/requester.ts'
import { keyOf } from '#src/radius/signature.ts'
import { CODE } from '#src/radius/wire.ts'
import type { Guest } from './guest.ts'
import { POSTGRES_USER, type Postgres } from './postgres.ts'
import type { Running, Workbench } from './workbench.ts'

/** Where its users and its accounting live. */
export type Keeping =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sql'; readonly postgres: Postgres }

export type FreeRadiusOptions = {
  readonly guests: readonly Guest[]
  readonly secret: string
  /** Before whatever else the machine does, where that is allowed. */
  readonly goesFirst?: boolean
}

export type FreeRadius = Running & { readonly authPort: number; readonly acctPort: number }

const PROGRAM = '/usr/sbin/freeradius'
const CONFIG = '/etc/freeradius/3.0'
const SCHEMA = `${CONFIG}/mods-config/sql/main/postgresql/schema.sql`
const SQL_DRIVER = '/usr/lib/freeradius/rlm_sql_postgresql.so'
const HOST = '127.0.0.1'
/** All addresses that gateways of the bench speak from. */
const CLIENTS = '127.0.0.0/8'
/** What it keeps track of: 256 for each port of each of 200 gateways, as its documentation asks. */
const REQUESTS_MAX = 256 * 2 * 200
/** As our server goes before what else the machine does. */
const FIRST = ['nice', '-n', '-10'] as const
/** Versions before 3.2.5 answer unsigned unless told so, and the load believes no such answer. */
const SIGN_REPLIES = 'update reply {\n  &Message-Authenticator := 0x00\n}\n'
/** Patient: it reads 20,000 users first. */
const READY = { firstMs: 100, attempts: 9 }

/** Why it cannot be measured here, if so. */
export function freeRadiusMissing(): string | undefined {
  if (!canRead(PROGRAM)) return 'freeradius is not installed (Debian: apt install freeradius)'
  if (!canRead(`${CONFIG}/radiusd.conf`)) {
    return `${CONFIG} cannot be read: run as root, or as a member of freerad`
  }
  return undefined
}

/** Why it cannot be measured with PostgreSQL here, if so. */
export function freeRadiusSqlMissing(): string | undefined {
  const hasAll = canRead(SCHEMA) && canRead(SQL_DRIVER)
  return hasAll ? undefined : 'no PostgreSQL module (Debian: apt install freeradius-postgresql)'
}

/**
 * Starts the installed FreeRADIUS on a copy of its own configuration: its default site with its default
 * queries, where accounting and every authentication (`radpostauth`) is a row before the answer.
 * Changed are folders, ports, the clients, the users, how many requests it keeps track of, that replies are
 * signed, and whether the sql module is on.
 */
export async function startFreeRadius(
  bench: Workbench,
  keeping: Keeping,
  { guests, secret, goesFirst = false }: FreeRadiusOptions,
): Promise<FreeRadius> {
  const folder = bench.room(`freeradius-${keeping.kind}`)
  const raddb = join(folder, 'raddb')
  cpSync(CONFIG, raddb, { recursive: true, verbatimSymlinks: true })
  for (const name of ['log', 'run']) mkdirSync(join(folder, name))
  const [authPort, acctPort, innerPort] = await freePorts(3)
  if (!authPort || !acctPort || !innerPort) throw new Error('no port is free')

  edit(raddb, 'radiusd.conf', (text) =>
    set(
      set(set(text, 'raddbdir', raddb), 'logdir', join(folder, 'log')),
      'run_dir',
      `${folder}/run`,
    )
      .replace(/^proxy_requests\s*=.*$/m, 'proxy_requests = no')
      .replace(/^max_requests = .*$/m, `max_requests = ${REQUESTS_MAX}`)
      // It runs as whoever runs the bench: that is who owns its folder.
      .replace(/^\s*(?:user|group) = freerad$/gm, ''),
  )
  edit(raddb, 'sites-available/default', (text) => listeningAt(text, { authPort, acctPort }))
  edit(raddb, 'sites-available/inner-tunnel', (text) => set(text, 'port', String(innerPort)))
  edit(raddb, 'clients.conf', () => clientSection(secret))
  if (keeping.kind === 'sql') useSql(raddb, keeping.postgres, guests)
  else edit(raddb, 'mods-config/files/authorize', () => guests.map(userLine).join(''))

  const out = openSync(join(folder, 'out'), 'w')
  const words = [PROGRAM, '-f', '-l', join(folder, 'log/radius.log'), '-d', raddb]
  const [command, ...args] = goesFirst ? [...FIRST, ...words] : words
  const running = bench.run(command as string, args, { stdio: ['ignore', out, out] })
  closeSync(out)
  await ready(authPort, secret, join(folder, 'log/radius.log'))
  return { ...running, authPort, acctPort }
}

function useSql(raddb: string, postgres: Postgres, guests: readonly Guest[]): void {
  edit(raddb, 'mods-available/sql', (text) =>
    text
      .replace(/^\tdialect = .*$/m, '\tdialect = "postgresql"')
      .replace(
        /^\tdriver = .*$/m,
        `\tdriver = "rlm_sql_\${dialect}"
\tserver = "${postgres.host}"
\tport = ${postgres.port}
\tlogin = "${POSTGRES_USER}"`,
      )
      .replace(/^\tradius_db = .*$/m, '\tradius_db = "postgres"'),
  )
  symlinkSync('../mods-available/sql', join(raddb, 'mods-enabled/sql'))

  const rows = guests.map(
    ({ userName, password }) => `${userName}\tCleartext-Password\t:=\t${password}`,
  )
  postgres.sql(readFileSync(SCHEMA, 'utf8'))
  postgres.sql(
    `COPY radcheck (username, attribute, op, value) FROM STDIN;\n${rows.join('\n')}\n\\.\nVACUUM ANALYZE;\n`,
  )
}

function userLine({ userName, password }: Guest): string {
  return `${userName} Cleartext-Password := "${password}"\n`
}

function clientSection(secret: string): string {
  return `client bench {
  ipaddr = ${CLIENTS}
  secret = "${secret}"
  require_message_authenticator = yes
}
`
}

/** The site from its first policy on, behind two sockets of ours. */
function listeningAt(site: string, ports: { authPort: number; acctPort: number }): string {
  const listen = (type: string, port: number) =>
    `listen {\n  type = ${type}\n  ipaddr = ${HOST}\n  port = ${port}\n}\n`
  const policies = site
    .slice(site.search(/^authorize \{/m))
    .replace(/^post-auth \{$|^\s*Post-Auth-Type REJECT \{$/gm, `$&\n${SIGN_REPLIES}`)
  return `server default {\n${listen('auth', ports.authPort)}${listen('acct', ports.acctPort)}${policies}`
}

function set(text: string, name: string, value: string): string {
  return text.replace(new RegExp(`^(\\s*)${name} = .*$`, 'm'), `$1${name} = ${value}`)
}

function edit(raddb: string, file: string, change: (text: string) => string): void {
  const path = join(raddb, file)
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}

/** Ports nothing holds now, UDP. */
async function freePorts(count: number): Promise<number[]> {
  const sockets = Array.from({ length: count }, () => createSocket('udp4'))
  const ports: number[] = []
  for (const socket of sockets) {
    socket.bind(0, HOST)
    await once(socket, 'listening')
    ports.push(socket.address().port)
  }
  for (const socket of sockets) socket.close()
  return ports
}

async function ready(port: number, secret: string, log: string): Promise<void> {
  const key = keyOf(new Secret(secret))
  await using requester = await Requester.open({ host: HOST, port }, key, systemEntropy)
  const reply = await requester.ask(CODE.statusServer, () => new Uint8Array(0), READY)
  if (!reply) throw new Error(`freeradius did not start:\n${readFileSync(log, 'utf8')}`)
}

function canRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}
