import { systemClock } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import { silentLog } from '#src/kernel/log.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { type ForwardingPorts, ForwardingServer } from '#src/proxy/forwarding-server.ts'
import { SpoolStore } from '#src/proxy/spool-store.ts'
import { type Attribute, layout } from '#src/radius/dictionary.ts'
import type { AccountingRequest } from '#src/radius/message.ts'
import { Requester } from '#src/radius/requester.ts'
import { openRadius } from '#src/radius/server.ts'
import { keyOf } from '#src/radius/signature.ts'
import { CODE } from '#src/radius/wire.ts'
import type { HomeServer, Realm } from '#src/realms/realm.ts'
import { openTestStore } from './house.ts'
import { gateway, RFC_SECRET } from './radius.ts'
import { MARK, realm } from './realms.ts'

const ONCE = { firstMs: 5000, attempts: 1 }
/** Fast, for home servers that answer at once or never. */
const QUICK = {
  probeMs: 20,
  probe: { firstMs: 50, attempts: 1 },
  one: { firstMs: 50, attempts: 1 },
  last: { firstMs: 50, attempts: 2 },
}

const noTls = (): never => {
  throw new Fault('network/unavailable')
}

/** A city whose gateway asks it, and which asks these servers about users of agency.gov.vn. */
export async function openForwardingTown(
  servers: readonly HomeServer[],
  changes: Partial<Realm> = {},
  { timing = QUICK, openTls = noTls }: Partial<Pick<ForwardingPorts, 'timing' | 'openTls'>> = {},
) {
  await using stack = new AsyncDisposableStack()
  const store = stack.use(openTestStore())
  const records: AccountingRequest[] = []
  const own: string[] = []
  const agency = realm({ servers, ...changes })
  const forwarding = stack.use(
    new ForwardingServer({
      realms: {
        all: () => [agency],
        find: (id) => (id === agency.id ? agency : undefined),
        ofUser: (name) => (name.endsWith('@agency.gov.vn') ? agency : undefined),
      },
      spool: new SpoolStore(store.database, store.keyring),
      commit: store.commit,
      clock: systemClock,
      entropy: systemEntropy,
      log: silentLog,
      mark: MARK,
      heard: () => undefined,
      limitsOf: (plan) =>
        plan === 'closed'
          ? undefined
          : { sessionSeconds: 3600, idleSeconds: 600, interimSeconds: 300 },
      record: async (request) => void records.push(request),
      timing,
      openTls,
      restMs: 50,
    }),
  )
  const endpoint = { host: '127.0.0.1', port: 0 }
  const radius = stack.use(
    await openRadius({
      auth: endpoint,
      acct: endpoint,
      clock: systemClock,
      log: silentLog,
      rejectDelayMs: 0,
      forward: (request) => forwarding.forward(request),
      handlers: {
        nasAt: () => gateway(),
        access: async ({ userName }) => {
          own.push(userName)
          return { kind: 'reject' }
        },
        accounting: async ({ userName }) => void own.push(userName),
      },
    }),
  )
  const key = keyOf(RFC_SECRET)
  const open = async (port: number) =>
    stack.use(await Requester.open({ host: '127.0.0.1', port }, key, systemEntropy))
  const [auth, acct] = [await open(radius.authPort), await open(radius.acctPort)]
  const closing = stack.move()
  return {
    forwarding,
    radius,
    records,
    own,
    access: (attributes: readonly Attribute[]) =>
      auth.ask(CODE.accessRequest, () => layout(attributes), ONCE),
    account: (attributes: readonly Attribute[]) =>
      acct.ask(CODE.accountingRequest, () => layout(attributes), ONCE),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
