import { once } from 'node:events'
import { flushCompileCache } from 'node:module'
import { jsonLog } from '#src/app/log.ts'
import type { Serving } from '#src/app/serve.ts'
import { systemClock } from '#src/kernel/clock.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import { goFirst } from '#src/store/priority.ts'
import type { Command } from './command.ts'
import { table } from './print.ts'

export const serve: Command = {
  name: 'serve',
  about: 'Run the portal, RADIUS and the console until told to stop.',
  flags: {},
  run: async (_given, { out, err, readConfig }) => {
    const stopped = stopSignal()
    const config = readConfig()
    const log = jsonLog(err, systemClock)
    goFirst()
    // Loaded only here: no other command needs the web, and each starts the sooner. What takes longest is
    // to load the portal, and another core can do that meanwhile.
    const portal = await import('#src/app/portal-server.ts')
    await using portalThread = portal.beginPortalThread({ ...config.portal, isDemo: false, log })
    const app = await import('#src/app/serve.ts')
    await using serving = await app.serve(config, {
      clock: systemClock,
      entropy: systemEntropy,
      log,
      write: out,
      portalThread,
    })
    out(banner(serving))
    flushCompileCache()
    await stopped
    return 0
  },
}

function banner(serving: Serving): string {
  const { portalUrl, adminUrl, metricsUrl, authPort, acctPort, radsecPort, setupUrl, house } =
    serving
  const { config, gateways } = house
  const overTls = radsecPort === undefined ? '' : `, ${radsecPort} both over TLS`
  const rows = [
    ['Portal', `${config.portalUrl.href} (listening on ${portalUrl})`],
    ['Console', `${config.adminUrl.href} (listening on ${adminUrl})`],
    ['RADIUS', `${authPort} authentication, ${acctPort} accounting${overTls}`],
    ...(metricsUrl ? [['Metrics', metricsUrl]] : []),
    ...(setupUrl ? [['First officer', `${setupUrl} (good once, for 24 hours)`]] : []),
  ]
  const next = gateways.all().length === 0 ? 'No gateway yet: `gateway add --help`.\n' : ''
  return table(rows) + next
}

/** Resolves when the operator or the service manager asks the process to end. */
export function stopSignal(): Promise<unknown> {
  return Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
}
