import { createHash } from 'node:crypto'
import { type Mac, macWithHyphens } from '#src/kernel/mac.ts'
import type { Attribute } from '#src/radius/dictionary.ts'
import { type Dialect, type DialectParts, redirectTo } from './hotspot-dialect.ts'
import type { HotspotRequest } from './hotspot-server.ts'
import type { Answer } from './internet.ts'
import type { Station } from './wireless.ts'

const CHALLENGE_OCTETS = 16
const RESPONSE = /^[0-9a-f]{32}$/i
const HEX = /^(?:[0-9a-f]{2})+$/i

/** What a UAM redirect says besides the phone and the gateway, in chilli's own order. */
type Said = {
  readonly res: 'notyet' | 'success' | 'failed' | 'already' | 'logoff'
  readonly reason?: 'reject' | 'timeout'
  readonly uid?: string
  readonly timeLeft?: number
  readonly reply?: string
  readonly userUrl?: string
}

/**
 * CoovaChilli as browsers see it: strangers are redirected to the UAM server with a signed query;
 * `/logon` takes the answer to the challenge, and the UAM server is told the result.
 */
export class ChilliDialect implements Dialect {
  readonly #parts: DialectParts
  readonly #challenges = new Map<Mac, Buffer>()
  readonly #wanted = new Map<Mac, string>()

  constructor(parts: DialectParts) {
    this.#parts = parts
  }

  readonly intercept: Dialect['intercept'] = (request, station) => {
    const userUrl = `http://${request.host}${request.target}`
    this.#wanted.set(station.mac, userUrl)
    return this.#toUam(station, { res: 'notyet', userUrl })
  }

  readonly own: Dialect['own'] = async (request, station) => {
    const isOnline = this.#parts.nas.sessionOf(station.mac) !== undefined
    switch (request.path) {
      case '/logon':
        return await this.#logon(request, station, isOnline)
      case '/logoff':
        this.#parts.nas.end(station.mac, 'User-Request')
        return this.#toUam(station, { res: 'logoff' })
      case '/json/status':
        return this.#status(station)
      case '/prelogin':
        return this.#toUam(station, { res: isOnline ? 'already' : 'notyet' })
      default:
        return isOnline ? undefined : this.intercept(request, station)
    }
  }

  readonly forget: Dialect['forget'] = (mac) => {
    this.#challenges.delete(mac)
    this.#wanted.delete(mac)
  }

  async #logon(request: HotspotRequest, station: Station, isOnline: boolean): Promise<Answer> {
    const uid = request.fields.get('username') ?? ''
    const userUrl = request.fields.get('userurl') ?? this.#wanted.get(station.mac) ?? ''
    if (isOnline) return this.#toUam(station, { res: 'already', uid, userUrl })
    const proof = this.#proof(request.fields, this.#challengeOf(station))
    if (!proof || !uid) return this.#toUam(station, { res: 'failed', reason: 'reject', userUrl })

    this.#challenges.delete(station.mac)
    const outcome = await this.#parts.nas.signIn(station, uid, proof)
    switch (outcome.kind) {
      case 'accepted': {
        const timeLeft = outcome.session.allowance.sessionSeconds
        const left = timeLeft === undefined ? {} : { timeLeft }
        return this.#toUam(station, { res: 'success', uid, userUrl, ...left })
      }
      case 'rejected': {
        const reply = outcome.message === undefined ? {} : { reply: outcome.message }
        return this.#toUam(station, { res: 'failed', reason: 'reject', uid, userUrl, ...reply })
      }
      case 'silent':
        return this.#toUam(station, { res: 'failed', reason: 'timeout', uid, userUrl })
    }
  }

  /** RFC 2865 §5.3 with identifier 0; PAP is the password XORed with the salted challenge. */
  #proof(fields: URLSearchParams, challenge: Buffer): Attribute[] | undefined {
    const salted = this.#salted(challenge)
    const response = fields.get('response') ?? ''
    if (RESPONSE.test(response)) {
      const answer = Buffer.concat([Buffer.of(0), Buffer.from(response, 'hex')])
      return [
        ['CHAP-Challenge', salted],
        ['CHAP-Password', answer],
      ]
    }
    const password = fields.get('password') ?? ''
    if (!HEX.test(password)) return undefined
    const plain = Buffer.from(password, 'hex')
    for (const [i, octet] of plain.entries()) plain[i] = octet ^ (salted[i % salted.length] ?? 0)
    return [['User-Password', plain.toString('utf8').replace(/\0+$/, '')]]
  }

  #salted(challenge: Buffer): Buffer {
    const { uamSecret } = this.#parts
    if (!uamSecret) return challenge
    return createHash('md5').update(challenge).update(uamSecret.reveal()).digest()
  }

  #challengeOf({ mac }: Station): Buffer {
    const known = this.#challenges.get(mac)
    if (known) return known
    const fresh = Buffer.from(this.#parts.entropy(CHALLENGE_OCTETS))
    this.#challenges.set(mac, fresh)
    return fresh
  }

  #toUam(station: Station, said: Said): Answer {
    const { facts, uamUrl, uamSecret } = this.#parts
    const [uamip = '', uamport = '80'] = facts.hotspotHost.split(':')
    const query = [
      ['res', said.res],
      ['reason', said.reason],
      ['uamip', uamip],
      ['uamport', uamport],
      ['challenge', this.#challengeOf(station).toString('hex')],
      ['called', macWithHyphens(facts.mac)],
      ['uid', said.uid],
      ['timeleft', said.timeLeft?.toString()],
      ['mac', macWithHyphens(station.mac)],
      ['ip', station.ip],
      ['reply', said.reply],
      ['nasid', facts.identifier],
      ['sessionid', this.#parts.nas.sessionOf(station.mac)?.name.acctSessionId],
      ['userurl', said.userUrl],
    ]
      .filter(([, value]) => value !== undefined && value !== '')
      .map(([name, value]) => `${name}=${escaped(value ?? '')}`)
      .join('&')
    const url = `${uamUrl}?${query}`
    return redirectTo(uamSecret ? `${url}&md=${signature(url, uamSecret.reveal())}` : url)
  }

  /** The part of chilli's JSON interface a status page reads. */
  #status(station: Station): Answer {
    const session = this.#parts.nas.sessionOf(station.mac)
    const seconds = session?.secondsAt(this.#parts.clock()) ?? 0
    const body = JSON.stringify({
      version: '1.0',
      clientState: session ? 1 : 0,
      nasid: this.#parts.facts.identifier,
      challenge: this.#challengeOf(station).toString('hex'),
      redir: {
        originalURL: this.#wanted.get(station.mac) ?? '',
        logoutURL: `http://${this.#parts.facts.hotspotHost}/logoff`,
        ipAddress: station.ip,
        macAddress: macWithHyphens(station.mac),
      },
      ...(session && {
        session: {
          sessionId: session.name.acctSessionId,
          userName: session.name.userName,
          sessionTimeout: session.allowance.sessionSeconds ?? 0,
          idleTimeout: session.allowance.idleSeconds ?? 0,
        },
        accounting: {
          sessionTime: seconds,
          inputOctets: session.octetsOut,
          outputOctets: session.octetsIn,
        },
      }),
    })
    return { status: 200, headers: { 'content-type': 'application/json' }, body }
  }
}

/** MD5 over the whole URL before `&md=` and the secret, upper-case hex. */
function signature(url: string, uamSecret: string): string {
  return createHash('md5').update(url).update(uamSecret).digest('hex').toUpperCase()
}

/** Percent-encoding as chilli writes it, in lower-case hex. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
}
