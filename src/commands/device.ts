import { isManageable, type Manageable, openDevices } from '#src/app/devices.ts'
import type { House } from '#src/app/house.ts'
import type { Push, PushStep } from '#src/fleet/push-store.ts'
import type { Gateway } from '#src/gateways/gateway.ts'
import { MINUTE } from '#src/kernel/clock.ts'
import { atHome, commandLineActor } from './at-home.ts'
import { type Command, UsageError } from './command.ts'
import { json } from './print.ts'

/** Long enough for a slow device on a satellite link, short enough for a person to wait. */
const LOOK_MS = MINUTE
const JSON_FLAG = { about: 'answer as JSON' } as const

export const gatewayConfig: Command = {
  name: 'gateway config',
  about:
    'The configuration to paste into a gateway: an .rsc script or chilli.conf. Holds its secrets.',
  words: ['NAME'],
  flags: {},
  run: ({ words: [name = ''] }, shell) =>
    atHome(shell, (house) => {
      const gateway = gatewayNamed(house, name)
      const { text } = house.audited(
        commandLineActor(),
        () => openDevices(house).config(gateway),
        () => ({ action: 'gateway.config-shown', subject: gateway.id }),
      )
      shell.out(text)
      return 0
    }),
}

export const devicePlan: Command = {
  name: 'device plan',
  about: 'Look at a RouterOS gateway and show what a push would change. Changes nothing.',
  words: ['NAME'],
  flags: { json: JSON_FLAG },
  run: (given, shell) =>
    atHome(shell, async (house) => {
      const gateway = manageable(house, given.words[0] ?? '')
      const { about, lines, notes } = await openDevices(house).plan(
        gateway,
        AbortSignal.timeout(LOOK_MS),
      )
      if (given.has('json')) {
        shell.out(json({ gateway: gateway.id, device: about, steps: lines, notes }))
        return 0
      }
      shell.out(`${gateway.id}: ${about.model}, RouterOS ${about.version.join('.')}\n`)
      shell.out(lines.length === 0 ? 'It is as it should be.\n' : `${lines.join('\n')}\n`)
      for (const note of notes) shell.out(`! ${note}\n`)
      return 0
    }),
}

export const devicePush: Command = {
  name: 'device push',
  about:
    'Bring a RouterOS gateway to its configuration, and look again. Ctrl+C stops between steps.',
  words: ['NAME'],
  flags: { json: JSON_FLAG },
  run: (given, shell) =>
    atHome(shell, async (house) => {
      const gateway = manageable(house, given.words[0] ?? '')
      const start = openDevices(house).startPush(gateway, {
        actor: commandLineActor(),
        signal: interrupted(),
        onProgress: (steps) => shell.err(`\r${progress(steps)}`),
      })
      if (start.kind === 'busy') throw new UsageError(`${start.by.actor} is pushing to it now`)
      const push = await start.ended
      recordPush(house, push)
      const { outcome, says, steps } = push
      if (given.has('json')) shell.out(json(push))
      else shell.out(`\n${steps.map(({ line }) => `${line}\n`).join('')}${outcome}: ${says}\n`)
      return outcome === 'applied' || outcome === 'unchanged' ? 0 : 1
    }),
}

function recordPush(house: House, { id, gateway, outcome }: Push): void {
  house.audited(
    commandLineActor(),
    () => undefined,
    () => ({
      action: 'device.pushed',
      subject: gateway,
      detail: { push: id, outcome: outcome ?? 'unknown' },
    }),
  )
}

function gatewayNamed(house: House, name: string): Gateway {
  const gateway = house.gateways.find(name)
  if (!gateway) throw new UsageError(`there is no gateway ${name}`)
  return gateway
}

function manageable(house: House, name: string): Manageable {
  const gateway = gatewayNamed(house, name)
  if (isManageable(gateway)) return gateway
  const how = 'it was added without --api-host; `gateway config` prints what to paste instead'
  throw new UsageError(`${name} cannot be reached from here: ${how}`)
}

function interrupted(): AbortSignal {
  const controller = new AbortController()
  process.once('SIGINT', () => controller.abort())
  return controller.signal
}

function progress(steps: readonly PushStep[]): string {
  return `${steps.filter(({ state }) => state === 'taken').length} of ${steps.length} changes`
}
