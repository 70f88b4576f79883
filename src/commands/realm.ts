import { pointsAtUs } from '#src/app/forwarding.ts'
import type { House } from '#src/app/house.ts'
import { Secret } from '#src/kernel/secret.ts'
import { isAttribute } from '#src/radius/dictionary.ts'
import { type HomeAddress, parseHomeAddress, RADSEC_PORT } from '#src/realms/address.ts'
import { parseRealm, parseRealmPattern } from '#src/realms/nai.ts'
import {
  type HomeServer,
  type Realm,
  type RealmDraft,
  SECRET_LENGTH_GOOD,
  SERVERS_MAX,
  type ServerDraft,
  weaknessOf,
} from '#src/realms/realm.ts'
import { atHome, commandLineActor } from './at-home.ts'
import { type Command, type Given, parsed, required, UsageError } from './command.ts'
import { json, table } from './print.ts'

const JSON_FLAG = { about: 'answer as JSON' } as const

export const realmAdd: Command = {
  name: 'realm add',
  about: 'Send the users of a realm to its own RADIUS servers from now on.',
  flags: {
    realm: {
      value: 'DOMAIN',
      about: 'what stands behind the @: agency.gov.vn, or *.agency.gov.vn for all below it',
    },
    servers: {
      value: 'LIST',
      about: 'its servers, comma between: 10.9.0.1 or 10.9.0.1:1812/1813 or [2001:db8::9]:1812',
    },
    secret: {
      value: 'TEXT',
      about: 'shared with all of them over UDP; without it each has one made up, shown once',
    },
    radsec: { about: 'reach them over TLS, port 2083; needs our own RADSEC_CERT' },
    certificate: {
      value: 'SHA256',
      about: 'over TLS: the fingerprint of their certificate, where no authority vouches for it',
    },
    'certificate-name': { value: 'NAME', about: 'over TLS: the name in their certificate' },
    balanced: { about: 'share its users among the servers; without this the first that is well' },
    'no-status-server': { about: 'do not probe them: they do not answer Status-Server' },
    operator: {
      value: 'DOMAIN',
      about: 'our own domain, told to them as Operator-Name (RFC 5580)',
    },
    plan: { value: 'NAME', about: 'the plan whose limits its users have here (public)' },
    strip: { about: 'send User-Name without the realm' },
    'no-accounting': { about: 'do not tell them what their users used' },
    allow: {
      value: 'LIST',
      about: 'attributes they may set at our gateways besides the usual, such as Filter-Id',
    },
    withhold: { value: 'LIST', about: 'attributes of our gateways that they are not told' },
    json: JSON_FLAG,
  },
  run: (given, shell) =>
    atHome(shell, (house) => {
      const draft = readDraft(given, house)
      const addition = house.audited(
        commandLineActor(),
        () => house.realms.add(draft),
        ({ kind }) => (kind === 'added' ? told('realm.added', draft) : undefined),
      )
      if (addition.kind === 'id-taken') throw new UsageError(`there is a realm ${draft.id} already`)
      if (addition.kind === 'secret-printed') {
        throw new UsageError('--secret: that one stands in manuals; anybody would guess it')
      }
      const { realm } = addition
      shell.out(given.has('json') ? json(withSecrets(realm)) : added(realm))
      if (realm.servers.some(isShort)) {
        shell.err(
          `The secret is short: ${SECRET_LENGTH_GOOD} characters or more are not guessed.\n`,
        )
      }
      return 0
    }),
}

export const realmList: Command = {
  name: 'realm list',
  about: 'The realms whose users are sent to their own servers.',
  flags: { json: JSON_FLAG },
  run: (given, shell) =>
    atHome(shell, ({ realms }) => {
      const all = realms.all()
      const head = ['REALM', 'SERVERS', 'ORDER', 'PLAN', 'ACCOUNTING']
      if (given.has('json')) shell.out(json(all.map(shown)))
      else if (all.length === 0) shell.out('No realm yet. Add one with `realm add --help`.\n')
      else shell.out(table([head, ...all.map(row)]))
      return 0
    }),
}

export const realmShow: Command = {
  name: 'realm show',
  about: 'One realm in full, without its secrets.',
  words: ['REALM'],
  flags: { json: JSON_FLAG },
  run: ({ words: [id = ''], has }, shell) =>
    atHome(shell, ({ realms }) => {
      const realm = realms.find(id)
      if (!realm) throw new UsageError(`there is no realm ${id}`)
      const facts = Object.entries(shown(realm)).map(([name, value]) => [name, textOf(value)])
      shell.out(has('json') ? json(shown(realm)) : table(facts))
      return 0
    }),
}

export const realmRemove: Command = {
  name: 'realm remove',
  about:
    'Send nobody to a realm’s servers any more. What they are still to be told is kept a week.',
  words: ['REALM'],
  flags: {},
  run: ({ words: [id = ''] }, shell) =>
    atHome(shell, (house) => {
      const isRemoved = house.audited(
        commandLineActor(),
        () => house.realms.remove(id),
        (done) => (done ? { action: 'realm.removed', subject: id } : undefined),
      )
      if (!isRemoved) throw new UsageError(`there is no realm ${id}`)
      shell.out(`Users of ${id} are not sent there any more.\n`)
      return 0
    }),
}

function readDraft(given: Given, house: House): RealmDraft {
  required(given, 'realm')
  const id = parsed(given, 'realm', parseRealmPattern, 'a domain such as agency.gov.vn') ?? ''
  const operator = parsed(given, 'operator', parseRealm, 'a domain such as quangninh.gov.vn')
  return {
    id,
    servers: given.has('radsec') ? readRadsec(given, house) : readUdp(given, house),
    order: given.has('balanced') ? 'balanced' : 'fail-over',
    ...(operator === undefined ? {} : { operator }),
    plan: readPlan(given.text('plan') ?? 'public', house),
    strip: given.has('strip'),
    accounting: !given.has('no-accounting'),
    allow: readAttributes(given, 'allow'),
    withhold: readAttributes(given, 'withhold'),
  }
}

function readUdp(given: Given, house: House): ServerDraft[] {
  const secret = given.text('secret')
  return readAddresses(given, house).map((address) => ({
    ...address,
    transport: 'udp',
    statusServer: !given.has('no-status-server'),
    ...(secret === undefined ? {} : { secret: new Secret(secret) }),
  }))
}

function readRadsec(given: Given, house: House): ServerDraft[] {
  if (!house.config.radsec) throw new UsageError('--radsec: set PHU_SONG_RADSEC_LISTEN first')
  const certificate = parsed(given, 'certificate', fingerprintOf, 'a SHA-256 in hex')
  const name = given.text('certificate-name')
  const known = { ...(certificate && { certificate }), ...(name && { name }) }
  return readAddresses(given, house, RADSEC_PORT).map(({ host, authPort: port }) => ({
    transport: 'radsec',
    host,
    port,
    ...known,
  }))
}

function fingerprintOf(text: string): string | undefined {
  const hex = text.replaceAll(':', '').toLowerCase()
  return /^[0-9a-f]{64}$/.test(hex) ? hex : undefined
}

function readAddresses(given: Given, { config }: House, usualPort?: number): HomeAddress[] {
  const servers = listOf(required(given, 'servers')).map((one) => {
    const address = parseHomeAddress(one, usualPort)
    if (!address) throw new UsageError(`--servers: “${one}” is not an address such as 10.9.0.1`)
    if (pointsAtUs(config, address)) throw new UsageError(`--servers: ${one} is this server itself`)
    return address
  })
  if (servers.length > SERVERS_MAX) throw new UsageError(`--servers: at most ${SERVERS_MAX}`)
  return servers
}

function readPlan(text: string, { plans }: House): string {
  if (plans.find(text)) return text
  throw new UsageError(`--plan: there is no plan “${text}”`)
}

function readAttributes(given: Given, flag: string): string[] {
  const names = listOf(given.text(flag) ?? '')
  const unknown = names.find((name) => !isAttribute(name))
  if (unknown !== undefined) throw new UsageError(`--${flag}: no dictionary names “${unknown}”`)
  return names
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function row({ id, servers, order, plan, accounting }: Realm): string[] {
  return [id, servers.map(serverText).join(' '), order, plan, accounting ? 'yes' : 'no']
}

function serverText(server: ServerDraft): string {
  const host = server.host.includes(':') ? `[${server.host}]` : server.host
  if (server.transport === 'radsec') return `${host}:${server.port} (TLS)`
  return `${host}:${server.authPort}/${server.acctPort}`
}

function shown({ id, servers, order, operator, plan, ...rest }: Realm) {
  const { strip, accounting, allow, withhold } = rest
  return {
    realm: id,
    servers: servers.map(withoutSecret),
    order,
    operator: operator ?? '',
    plan,
    strip,
    accounting,
    allow,
    withhold,
  }
}

function isShort(server: HomeServer): boolean {
  return server.transport === 'udp' && weaknessOf(server.secret) === 'short'
}

function withSecrets(realm: Realm) {
  const { servers } = realm
  return {
    ...shown(realm),
    servers: servers.map((server) =>
      server.transport === 'udp' ? { ...server, secret: server.secret.reveal() } : server,
    ),
  }
}

function withoutSecret(server: HomeServer): ServerDraft {
  if (server.transport === 'radsec') return server
  const { secret: _secret, ...rest } = server
  return rest
}

function textOf(value: ReturnType<typeof shown>[keyof ReturnType<typeof shown>]): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return value || '–'
  const texts = value.map((one) => (typeof one === 'string' ? one : serverText(one)))
  return texts.join(' ') || '–'
}

function added({ id, servers }: Realm): string {
  const head = `Users of ${id} are sent there from now on.`
  const rows = servers.flatMap((server) =>
    server.transport === 'udp' ? [[serverText(server), server.secret.reveal()]] : [],
  )
  if (rows.length === 0) return `${head}\n`
  return `${head} The secrets are shown this once.\n\n${table([['SERVER', 'SECRET'], ...rows])}`
}

function told(action: string, { id, servers, plan }: RealmDraft) {
  return { action, subject: id, detail: { servers: servers.map(serverText).join(' '), plan } }
}
