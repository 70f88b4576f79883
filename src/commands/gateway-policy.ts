import type { Gateway, GatewayPolicy } from '#src/gateways/gateway.ts'
import { policyDifference, policyOf } from '#src/gateways/policy.ts'
import { atHome, commandLineActor } from './at-home.ts'
import { type Command, type Given, parsed, UsageError, wholeUpTo } from './command.ts'
import { json, table } from './print.ts'

/** What FreeRADIUS calls the policies: `yes`, `auto`, `no`. */
const SIGNING = { yes: 'required', auto: 'auto', no: 'optional' } as const
const YES_NO = { yes: true, no: false } as const

export const gatewayPolicy: Command = {
  name: 'gateway policy',
  about: 'How a gateway is believed and asked: shown, or changed from its next packet on.',
  words: ['NAME'],
  flags: {
    'message-authenticator': {
      value: 'yes|auto|no',
      about: 'whether it must sign its requests; auto: from the first one it signs',
    },
    'limit-proxy-state': { value: 'yes|no', about: 'refuse Proxy-State that is not signed' },
    'mac-auth': { value: 'yes|no', about: 'a remembered device needs no page' },
    'coa-port': { value: 'PORT', about: 'where it takes Disconnect-Requests' },
    json: { about: 'answer as JSON' },
  },
  run: (given, shell) =>
    atHome(shell, (house) => {
      const [id = ''] = given.words
      const gateway = house.gateways.find(id)
      if (!gateway) throw new UsageError(`there is no gateway ${id}; see \`gateway list\``)
      const changes = readChanges(given)
      if (Object.keys(changes).length > 0) {
        const after = { ...policyOf(gateway), ...changes }
        house.audited(
          commandLineActor(),
          () => house.gateways.change(id, after),
          (was) => was && told(was, after),
        )
      }
      const now = house.gateways.find(id) ?? gateway
      shell.out(given.has('json') ? json(facts(now)) : table(rows(now)))
      return 0
    }),
}

function readChanges(given: Given): Partial<GatewayPolicy> {
  const messageAuthenticator = parsed(
    given,
    'message-authenticator',
    among(SIGNING),
    'yes, auto or no',
  )
  const limitProxyState = parsed(given, 'limit-proxy-state', among(YES_NO), 'yes or no')
  const macAuth = parsed(given, 'mac-auth', among(YES_NO), 'yes or no')
  const coaPort = parsed(given, 'coa-port', wholeUpTo(65535), 'a port')
  return {
    ...(messageAuthenticator === undefined ? {} : { messageAuthenticator }),
    ...(limitProxyState === undefined ? {} : { limitProxyState }),
    ...(macAuth === undefined ? {} : { macAuth }),
    ...(coaPort === undefined ? {} : { coaPort }),
  }
}

function among<T>(words: Readonly<Record<string, T>>): (text: string) => T | undefined {
  return (text) => (Object.hasOwn(words, text) ? words[text] : undefined)
}

function told(was: Gateway, after: GatewayPolicy) {
  const detail = policyDifference(policyOf(was), after)
  return { action: 'gateway.changed', subject: was.id, detail }
}

function facts(gateway: Gateway) {
  const { pinnedAt } = gateway
  const since = pinnedAt === undefined ? {} : { pinnedAt: new Date(pinnedAt).toISOString() }
  return { name: gateway.id, ...policyOf(gateway), ...since }
}

function rows(gateway: Gateway): string[][] {
  return Object.entries(facts(gateway)).map(([name, value]) => [name, String(value)])
}
