import { knocking } from '#src/app/strangers.ts'
import type { Stranger } from '#src/gateways/stranger.ts'
import { atHome } from './at-home.ts'
import type { Command } from './command.ts'
import { json, table } from './print.ts'

export const gatewayStrangers: Command = {
  name: 'gateway strangers',
  about:
    'Addresses that send RADIUS packets and belong to no gateway. What they claim is not proven.',
  flags: { json: { about: 'answer as JSON' } },
  run: (given, shell) =>
    atHome(shell, (house) => {
      const strangers = knocking(house)
      if (given.has('json')) shell.out(json(strangers))
      else if (strangers.length === 0) shell.out('No unknown address knocked in the last 7 days.\n')
      else shell.out(table([COLUMNS, ...strangers.map(row)]))
      return 0
    }),
}

const COLUMNS = ['ADDRESS', 'AUTH', 'ACCT', 'LAST HEARD', 'CLAIMS TO BE', 'MAKE', '']

function row({ address, auth, acct, lastHeardAt, claims, isRadius, isIgnored }: Stranger) {
  return [
    address,
    String(auth),
    String(acct),
    new Date(lastHeardAt).toISOString(),
    isRadius ? (claims.nasIdentifier ?? claims.calledStation ?? '–') : 'no RADIUS packet',
    claims.make ?? '–',
    isIgnored ? 'ignored' : '',
  ]
}
