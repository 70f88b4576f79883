import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemEntropy } from '#src/kernel/random.ts'
import type { Secret } from '#src/kernel/secret.ts'
import { Requester } from '#src/radius/requester.ts'
import { keyOf } from '#src/radius/signature.ts'
import { CODE } from '#src/radius/wire.ts'

const HOST = '127.0.0.1'
const READY = { firstMs: 100, attempts: 8 }

/** What it shows of itself in each Access-Accept, and whom it knows. */
export type FreeRadiusOptions = {
  readonly program: string
  readonly folder: string
  readonly name: string
  readonly secret: Secret
  /** Passwords by User-Name. */
  readonly users: Readonly<Record<string, string>>
  /** The file of its certificate and key, which makes it speak EAP-TTLS and PEAP. */
  readonly pem?: string
}

/** A FreeRADIUS on a configuration of our own, on ports of its own, killed by its own process id. */
export async function openFreeRadius(options: FreeRadiusOptions) {
  const { program, name, secret } = options
  const folder = join(options.folder, name)
  const [authPort = 0, acctPort = 0] = await freePorts(2)
  mkdirSync(folder)
  writeFileSync(join(folder, 'users'), usersFile(options.users))
  writeFileSync(join(folder, 'radiusd.conf'), configuration(folder, options, authPort, acctPort))

  let running: ChildProcess | undefined
  const start = async () => {
    const args = ['-f', '-l', join(folder, 'radius.log'), '-d', folder]
    running = spawn(program, args, { stdio: 'ignore' })
    await ready(authPort, secret, join(folder, 'radius.log'))
  }
  const kill = async () => {
    const process = running
    running = undefined
    if (!process || process.exitCode !== null) return
    const gone = once(process, 'exit')
    process.kill('SIGKILL')
    await gone
  }
  await start()
  const detail = join(folder, 'detail')
  return {
    authPort,
    acctPort,
    start,
    kill,
    /** What it wrote of each Accounting-Request, in its order. */
    records: () =>
      (existsSync(detail) ? readFileSync(detail, 'utf8') : '').split('\n\n').slice(0, -1),
    [Symbol.asyncDispose]: kill,
  }
}

/** A certificate for `radius.agency.gov.vn` and its key, signed by itself, in one file. */
export function makeCertificate(openssl: string, folder: string): string {
  const pem = join(folder, 'home.pem')
  execFileSync(
    openssl,
    [
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', pem],
      ['-out', `${pem}.crt`, '-subj', '/CN=radius.agency.gov.vn'],
    ].flat(),
    { stdio: 'ignore' },
  )
  writeFileSync(pem, readFileSync(pem, 'utf8') + readFileSync(`${pem}.crt`, 'utf8'))
  return pem
}

function usersFile(users: FreeRadiusOptions['users']): string {
  return Object.entries(users)
    .map(([user, password]) => `${user} Cleartext-Password := "${password}"\n`)
    .join('')
}

function configuration(
  folder: string,
  { name, secret, pem }: FreeRadiusOptions,
  authPort: number,
  acctPort: number,
): string {
  const listen = (type: string, port: number) =>
    `listen {\n type = ${type}\n ipaddr = ${HOST}\n port = ${port}\n}\n`
  // Versions before 3.2.5 sign no reply unless told so.
  const signed = 'update reply {\n Message-Authenticator := 0x00\n}'
  return `
logdir = ${folder}
run_dir = ${folder}
libdir = /usr/lib/freeradius
name = ${name}
log {
  destination = files
  file = ${folder}/radius.log
}
security {
  reject_delay = 0
  status_server = yes
}
proxy_requests = no
thread pool {
  start_servers = 1
  max_servers = 4
}
client city {
  ipaddr = ${HOST}
  secret = "${secret.reveal()}"
  require_message_authenticator = yes
}
modules {
  files {
    usersfile = ${folder}/users
    key = "%{User-Name}"
  }
  pap {
  }
  chap {
  }
  mschap {
  }
  detail {
    filename = ${folder}/detail
    header = "record"
  }
${pem ? eapModule(pem) : ''}
}
server home {
${listen('auth', authPort)}${listen('acct', acctPort)}
authorize {
${pem ? 'eap {\n ok = return\n}' : ''}
  files
  chap
  mschap
  pap
}
authenticate {
  Auth-Type PAP {
    pap
  }
  Auth-Type CHAP {
    chap
  }
  Auth-Type MS-CHAP {
    mschap
  }
${pem ? 'eap' : ''}
}
post-auth {
  ${signed}
  update reply {
    Class := "${name}"
    Session-Timeout := 1200
    Filter-Id := "everything"
  }
  Post-Auth-Type REJECT {
    ${signed}
  }
}
accounting {
  detail
}
}
${pem ? INNER : ''}
`
}

const INNER = `
server inner {
authorize {
  files
  mschap
  eap {
    ok = return
  }
  pap
}
authenticate {
  Auth-Type PAP {
    pap
  }
  Auth-Type MS-CHAP {
    mschap
  }
  eap
}
}
`

function eapModule(pem: string): string {
  return `
  eap {
    default_eap_type = ttls
    tls-config tls-common {
      private_key_file = ${pem}
      certificate_file = ${pem}
      ca_file = ${pem}.crt
      tls_min_version = "1.2"
      tls_max_version = "1.2"
    }
    ttls {
      tls = tls-common
      default_eap_type = mschapv2
      virtual_server = inner
    }
    peap {
      tls = tls-common
      default_eap_type = mschapv2
      virtual_server = inner
    }
    mschapv2 {
    }
  }
`
}

/** Ports nothing holds now, UDP. */
async function freePorts(count: number): Promise<number[]> {
  const sockets = Array.from({ length: count }, () => createSocket('udp4'))
  for (const socket of sockets) {
    socket.bind(0, HOST)
    await once(socket, 'listening')
  }
  const ports = sockets.map((socket) => socket.address().port)
  for (const socket of sockets) socket.close()
  return ports
}

async function ready(port: number, secret: Secret, log: string): Promise<void> {
  await using requester = await Requester.open({ host: HOST, port }, keyOf(secret), systemEntropy)
  const reply = await requester.ask(CODE.statusServer, () => new Uint8Array(0), READY)
  if (!reply) throw new Error(`freeradius did not start:\n${readFileSync(log, 'utf8')}`)
}
