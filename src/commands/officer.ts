import { type Officer, parseRole, ROLES } from '#src/officers/officer.ts'
import { atHome, commandLineActor } from './at-home.ts'
import { type Command, lineUpTo, parsed, required, UsageError } from './command.ts'
import { json, table } from './print.ts'

const NAME_LENGTH_MAX = 80

export const officerInvite: Command = {
  name: 'officer invite',
  about: 'Print a one-time link with which somebody becomes an officer; good for 24 hours.',
  flags: {
    id: { value: 'NAME', about: 'what they sign in as: a-z, 0-9, hyphens and dots' },
    name: { value: 'TEXT', about: 'their name, shown in the console' },
    role: { value: 'ROLE', about: `${ROLES.join(', ')} (operator)` },
    again: { about: 'a new link for an officer there is: a lost phone, a forgotten password' },
  },
  run: (given, shell) =>
    atHome(shell, ({ officers, config }) => {
      const id = required(given, 'id')
      const role = parsed(given, 'role', parseRole, `one of ${ROLES.join(', ')}`) ?? 'operator'
      const name = parsed(
        given,
        'name',
        lineUpTo(NAME_LENGTH_MAX),
        `a line of 1 to ${NAME_LENGTH_MAX} characters`,
      )
      const invitation = given.has('again')
        ? officers.reinvite(id, commandLineActor())
        : officers.invite({ id, name: name ?? id, role }, commandLineActor())

      switch (invitation.kind) {
        case 'invited':
          shell.out(`${new URL(`invitation/${invitation.token}`, config.adminUrl).href}\n`)
          return 0
        case 'bad-id':
          throw new UsageError(
            `--id: “${id}” is not a name to sign in with: two to 32 of a-z, 0-9, dot and hyphen`,
          )
        case 'id-taken':
          throw new UsageError(`there is an officer ${id} already; \`--again\` makes a new link`)
        case 'unknown':
          throw new UsageError(`there is no officer ${id}`)
      }
    }),
}

export const officerList: Command = {
  name: 'officer list',
  about: 'Who may sign in to the console, and as what.',
  flags: { json: { about: 'answer as JSON' } },
  run: (given, shell) =>
    atHome(shell, ({ officers }) => {
      const all = officers.all()
      if (given.has('json')) shell.out(json(all))
      else if (all.length === 0) shell.out('No officer yet: `officer invite --help`.\n')
      else shell.out(table([['ID', 'NAME', 'ROLE', 'STATE'], ...all.map(row)]))
      return 0
    }),
}

function row({ id, name, role, isDisabled, isEnrolled }: Officer): string[] {
  return [id, name, role, isDisabled ? 'disabled' : isEnrolled ? 'enrolled' : 'invited']
}
