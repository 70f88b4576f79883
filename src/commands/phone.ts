import type { House } from '#src/app/house.ts'
import { parsePhone } from '#src/kernel/phone.ts'
import { atHome, commandLineActor } from './at-home.ts'
import { type Command, UsageError } from './command.ts'

export const phoneForget: Command = {
  name: 'phone forget',
  about: 'Remember none of a person’s devices any more: each signs in again with a code.',
  words: ['NUMBER'],
  flags: {},
  run: ({ words: [typed = ''] }, shell) =>
    atHome(shell, (house) => {
      const phone = parsePhone(typed)
      if (!phone) throw new UsageError('NUMBER: a Vietnamese mobile number')
      const person = house.people.withPhone(phone)
      const count = person === undefined ? 0 : forget(house, person)
      shell.out(`${count} remembered ${count === 1 ? 'device is' : 'devices are'} forgotten.\n`)
      return 0
    }),
}

/** How many devices of this person were remembered until now. */
function forget(house: House, person: number): number {
  return house.audited(
    commandLineActor(),
    () => house.people.revokeDevices(person, house.clock()),
    (devices) =>
      devices > 0
        ? { action: 'device.forgotten', subject: 'person', detail: { devices } }
        : undefined,
  )
}
