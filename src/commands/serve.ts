import { once } from 'node:events'
import { jsonLog } from '#src/app/log.ts'
import { serve as openDoors } from '#src/app/serve.ts'
import { systemClock } from '#src/kernel/clock.ts'
import { systemEntropy } from '#src/kernel/random.ts'
import type { Command } from './command.ts'
import { table } from './print.ts'

export const serve: Command = {
  name: 'serve',
  about: 'Run the portal, RADIUS and the console until told to stop.',
  flags: {},
  run: async (_given, { out, err, readConfig }) => {
    const stopped = stopSignal()
    await using serving = await openDoors(readConfig(), {
      clock: systemClock,
      entropy: systemEntropy,
      log: jsonLog(err, systemClock),
      write: out,
    })
    const { portalUrl, adminUrl, authPort, acctPort, setupUrl, house } = serving
    out(
      table([
        ['Portal', `${house.config.portalUrl.href} (listening on ${portalUrl})`],
        ['Console', `${house.config.adminUrl.href} (listening on ${adminUrl})`],
        ['RADIUS', `${authPort} authentication, ${acctPort} accounting`],
        ...(setupUrl ? [['First officer', `${setupUrl} (good once, for 24 hours)`]] : []),
      ]),
    )
    if (house.gateways.all().length === 0) out('No gateway yet: `gateway add --help`.\n')
    await stopped
    return 0
  },
}

/** Resolves when the operator or the service manager asks the process to end. */
export function stopSignal(): Promise<unknown> {
  return Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
}
