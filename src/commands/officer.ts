import { parseRole, ROLES } from '#src/officers/officer.ts'
import { atHome, commandLineActor } from './at-home.ts'
import { type Command, parsed, required, UsageError } from './command.ts'

export const officerInvite: Command = {
  name: 'officer invite',
  about: 'Print a one-time link with which somebody becomes an officer; good for 24 hours.',
  flags: {
    id: { value: 'NAME', about: 'what they sign in as: a-z, 0-9, hyphens and dots' },
    name: { value: 'TEXT', about: 'their name, shown in the console' },
    role: { value: 'ROLE', about: `${ROLES.join(', ')} (operator)` },
    again: { about: 'a new link for an officer there is: a lost phone, a forgotten password' },
  },
  run: (given, { out }) =>
    atHome(({ officers, config }) => {
      const id = required(given, 'id')
      const role = parsed(given, 'role', parseRole, ROLES.join(', ')) ?? 'operator'
      const invitation = given.has('again')
        ? officers.reinvite(id, commandLineActor())
        : officers.invite({ id, name: given.text('name') ?? id, role }, commandLineActor())

      switch (invitation.kind) {
        case 'invited':
          out(`${new URL(`invitation/${invitation.token}`, config.adminUrl).href}\n`)
          return 0
        case 'bad-id':
          throw new UsageError(`--id: “${id}” is not a name to sign in with`)
        case 'id-taken':
          throw new UsageError(`there is an officer ${id} already; \`--again\` makes a new link`)
        case 'unknown':
          throw new UsageError(`there is no officer ${id}`)
      }
    }),
}
