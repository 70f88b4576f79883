import { createHash } from 'node:crypto'
import { parseIp } from '#src/kernel/ip.ts'
import { parseMac } from '#src/kernel/mac.ts'
import { printable } from '#src/kernel/text.ts'
import { schemeAt } from './login-host.ts'
import { type Query, textOf } from './query.ts'
import {
  type Challenge,
  type Credential,
  type HotspotGateway,
  type Redirect,
  TEXT_MAX,
  type Visit,
} from './visit.ts'

/** RouterOS makes 16; RFC 1994 §4.1 leaves the length open. */
const CHALLENGE_OCTETS_MAX = 64

/**
 * Reads what our `login.html` on a RouterOS HotSpot sent: `mac`, `ip`, `link-login-only`, `link-orig`,
 * `error`, and with `login-by=http-chap` also `chap-id` and `chap-challenge`.
 */
export function readMikrotik(gateway: HotspotGateway, query: Query, visitId: string): Redirect {
  const mac = parseMac(textOf(query, 'mac'))
  if (!mac) return { kind: 'incomplete', missing: 'mac' }
  const loginOnly = textOf(query, 'link-login-only')
  if (!loginOnly) return { kind: 'incomplete', missing: 'link-login-only' }
  const scheme = schemeAt(gateway.hotspotHost, loginOnly)
  if (!scheme) return { kind: 'foreign-host' }
  const challenge = challengeOf(query)
  if (!challenge) return { kind: 'incomplete', missing: 'chap-challenge' }

  return {
    kind: 'visit',
    visit: {
      id: visitId,
      gateway: gateway.id,
      mac,
      ip: parseIp(textOf(query, 'ip')),
      loginUrl: `${scheme}://${gateway.hotspotHost}/login`,
      challenge,
      error: printable(textOf(query, 'error'), TEXT_MAX) || undefined,
    },
  }
}

/**
 * Where to send the phone to sign in: the HotSpot's `/login` takes a GET as it takes a form.
 *
 * Under CHAP the password is hashed here, so the page needs no `md5.js` and no script.
 */
export function mikrotikLogin(visit: Visit, credential: Credential, landing: string): string {
  const parameters = new URLSearchParams({
    username: credential.userName,
    password: passwordFor(visit.challenge, credential.password),
    dst: landing,
  })
  return `${visit.loginUrl}?${parameters}`
}

function passwordFor(challenge: Challenge, password: string): string {
  if (challenge.kind !== 'chap') return password
  return createHash('md5')
    .update(Buffer.from(challenge.id, 'hex'))
    .update(password)
    .update(Buffer.from(challenge.challenge, 'hex'))
    .digest('hex')
}

function challengeOf(query: Query): Challenge | undefined {
  const id = unescaped(query.get('chap-id'))
  const challenge = unescaped(query.get('chap-challenge'))
  if (id.length === 0 && challenge.length === 0) return { kind: 'pap' }
  if (id.length !== 1 || challenge.length === 0 || challenge.length > CHALLENGE_OCTETS_MAX)
    return undefined
  return { kind: 'chap', id: id.toString('hex'), challenge: challenge.toString('hex') }
}

/** RouterOS writes binary for a JavaScript string: `\371` is the octet 0xF9, in octal. */
function unescaped(value: Buffer = Buffer.alloc(0)): Buffer {
  const text = value
    .toString('latin1')
    .replace(/\\([0-3][0-7]{2})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    )
  return Buffer.from(text, 'latin1')
}
