import { createHash, timingSafeEqual } from 'node:crypto'
import { parseIp } from '#src/kernel/ip.ts'
import { parseMac } from '#src/kernel/mac.ts'
import type { Secret } from '#src/kernel/secret.ts'
import { printable } from '#src/kernel/text.ts'
import { schemeAt } from './login-host.ts'
import { type Query, readQuery, textOf } from './query.ts'
import {
  type Credential,
  type HotspotGateway,
  type Redirect,
  TEXT_MAX,
  type Visit,
} from './visit.ts'

/** 16 octets in CoovaChilli and uspot, 32 in Plasma. */
const CHALLENGE = /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/i
const MD = '&md='
const MD_HEX = 32

/**
 * Reads a CoovaChilli UAM redirect.
 *
 * Where gateway and portal share a `uamsecret` the redirect is signed: `md` covers every octet before
 * it, so it is checked first, on the target as it came, and nothing after it is read.
 */
export function readChilli(
  gateway: HotspotGateway,
  target: string,
  { portalUrl, visitId }: { readonly portalUrl: string; readonly visitId: string },
): Redirect {
  const end = target.indexOf(MD)
  const signed = end < 0 ? target : target.slice(0, end)
  if (gateway.uamSecret) {
    const md = end < 0 ? '' : target.slice(end + MD.length).slice(0, MD_HEX)
    if (!isSigned(`${portalUrl}${signed}`, md, gateway.uamSecret)) return { kind: 'bad-signature' }
  }

  const query = readQuery(signed)
  const mac = parseMac(textOf(query, 'mac'))
  if (!mac) return { kind: 'incomplete', missing: 'mac' }
  const res = textOf(query, 'res')
  if (res === 'success' || res === 'already')
    return { kind: 'online', mac, landing: ownPage(textOf(query, 'userurl'), portalUrl) }

  const missing = ['uamip', 'uamport'].find((name) => !textOf(query, name))
  if (missing) return { kind: 'incomplete', missing }
  const claimed = `http://${textOf(query, 'uamip')}:${textOf(query, 'uamport')}`
  if (!schemeAt(gateway.hotspotHost, claimed)) return { kind: 'foreign-host' }
  const challenge = textOf(query, 'challenge')
  if (!CHALLENGE.test(challenge)) return { kind: 'incomplete', missing: 'challenge' }

  return {
    kind: 'visit',
    visit: {
      id: visitId,
      gateway: gateway.id,
      mac,
      ip: parseIp(textOf(query, 'ip')),
      loginUrl: `http://${gateway.hotspotHost}/logon`,
      challenge: { kind: 'uam', challenge: challenge.toLowerCase() },
      error: errorOf(query, res),
    },
  }
}

/**
 * Where to send the phone to sign in: `/logon` with the challenge answered (CHAP with identifier 0),
 * salted by the `uamsecret` where there is one.
 */
export function chilliLogin(
  visit: Visit,
  credential: Credential,
  { uamSecret, landing }: { readonly uamSecret: Secret | undefined; readonly landing: string },
): string {
  const given = visit.challenge.kind === 'uam' ? visit.challenge.challenge : ''
  const challenge = Buffer.from(given, 'hex')
  const salted = uamSecret
    ? createHash('md5').update(challenge).update(uamSecret.reveal()).digest()
    : challenge
  const response = createHash('md5')
    .update(Buffer.of(0))
    .update(credential.password)
    .update(salted)
    .digest('hex')
  const parameters = new URLSearchParams({
    username: credential.userName,
    response,
    userurl: landing,
  })
  return `${visit.loginUrl}?${parameters}`
}

function isSigned(url: string, md: string, secret: Secret): boolean {
  const given = Buffer.from(md.toUpperCase(), 'latin1')
  const right = createHash('md5').update(url, 'latin1').update(secret.reveal()).digest('hex')
  return given.length === MD_HEX && timingSafeEqual(given, Buffer.from(right.toUpperCase()))
}

/** After a log-on chilli hands back the page we named; anything but a page of ours is dropped. */
function ownPage(url: string, portalUrl: string): string | undefined {
  const [page, portal] = [URL.parse(url), URL.parse(portalUrl)]
  if (!page || page.origin !== portal?.origin || page.username || page.password) return undefined
  return page.href
}

function errorOf(query: Query, res: string): string | undefined {
  const said = printable(textOf(query, 'reply'), TEXT_MAX)
  if (said) return said
  return res === 'failed' ? printable(textOf(query, 'reason'), TEXT_MAX) || 'reject' : undefined
}
