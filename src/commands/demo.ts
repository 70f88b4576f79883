import { styleText } from 'node:util'
import type { Demo } from '#src/app/demo/demo.ts'
import { silentLog } from '#src/kernel/log.ts'
import type { CityEvent } from '#src/simulator/outing.ts'
import type { Command, Shell } from './command.ts'
import { table } from './print.ts'
import { stopSignal } from './serve.ts'

const WAYS: Readonly<Record<string, string>> = {
  code: 'phone code',
  voucher: 'voucher',
  'known-device': 'known device',
  open: 'let straight in',
}

export const demo: Command = {
  name: 'demo',
  about: 'Watch a city work: server, gateways, devices and phones in this process, nothing kept.',
  flags: { seed: { value: 'TEXT', about: 'another seed, other people (quang-ninh)' } },
  run: async (given, shell) => {
    const stopped = stopSignal()
    shell.out('Opening a city: 42 gateways, RouterOS devices, phones …\n')
    let names: ReadonlyMap<string, string> = new Map()
    const { openDemo } = await import('#src/app/demo/demo.ts')
    await using city = await openDemo({
      log: silentLog,
      seed: given.text('seed') ?? 'quang-ninh',
      onEvent: (event) => tell(event, names, shell),
    })
    const { gateways, places } = city.serving.house
    names = new Map(gateways.all().map(({ id, site }) => [id, places.site(site)?.name ?? id]))
    shell.out(banner(city))
    await stopped
    shell.out('\nClosing: every phone leaves, every gateway says Accounting-Off …\n')
    return 0
  },
}

function banner({ serving, consoleUrl, ownPhoneUrl }: Demo): string {
  const bold = (text: string) => styleText('bold', text)
  return `\n${table([
    ['Console', bold(consoleUrl), 'signs you in, once'],
    ['Portal', bold(serving.portalUrl), 'what residents see; e-services before sign-in'],
    ['Your own phone', bold(ownPhoneUrl), 'pick a place, walk through it in this browser'],
    [
      'RADIUS',
      `127.0.0.1:${serving.authPort} and :${serving.acctPort}`,
      'authentication, accounting',
    ],
  ])}\nReady. Phones come and go until Ctrl+C.\n\n`
}

/** One line a phone; what led there is in the console. */
function tell(event: CityEvent, names: ReadonlyMap<string, string>, { out }: Shell): void {
  const place = names.get(event.gateway) ?? event.gateway
  if (event.kind === 'online') {
    const how = `${WAYS[event.via] ?? event.via}, Access-Accept, ${event.ms} ms`
    out(`${styleText('green', '●')} ${event.number} online at ${place} (${how})\n`)
  } else if (event.kind === 'left') {
    out(`${styleText('gray', '○')} ${event.number} left ${place} (${event.how})\n`)
  } else if (event.kind === 'stuck') {
    out(`${styleText('red', '✗')} ${event.number} stuck at ${place}: ${event.says}\n`)
  }
}
