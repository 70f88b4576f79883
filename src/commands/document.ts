import {
  acceptDocument,
  DOCUMENT_NAMES,
  documentOffer,
  documentStanding,
} from '#src/app/documents.ts'
import { type Ground, openGround } from '#src/app/ground.ts'
import { systemClock } from '#src/kernel/clock.ts'
import { commandLineActor } from './at-home.ts'
import { type Command, type Shell, UsageError } from './command.ts'
import { json, table } from './print.ts'

const NAMES = DOCUMENT_NAMES.join(', ')

export const documentList: Command = {
  name: 'document list',
  about: `The documents (${NAMES}), and whether each is as this program wrote it.`,
  flags: { json: { about: 'answer as JSON' } },
  run: (given, shell) =>
    onGround(shell, (ground) => {
      const standings = DOCUMENT_NAMES.map((name) => documentStanding(ground, name))
      const rows = standings.map(({ name, generation, rows, state, wrong }) => [
        name,
        String(generation ?? '–'),
        String(rows ?? '–'),
        state,
        wrong?.says ?? '',
      ])
      const head = ['NAME', 'GENERATION', 'ROWS', 'STATE', '']
      shell.out(given.has('json') ? json(standings) : table([head, ...rows]))
      return 0
    }),
}

export const documentAccept: Command = {
  name: 'document accept',
  about:
    'Check a document that was edited by hand or put back, show what it changes, and adopt it.',
  words: ['NAME'],
  flags: { yes: { about: 'adopt it; without this it is only shown' } },
  run: ({ words: [word], has }, shell) =>
    onGround(shell, (ground) => {
      const name = DOCUMENT_NAMES.find((known) => known === word)
      if (!name) throw new UsageError(`there is no document “${word}”; there are ${NAMES}`)
      const by = { at: systemClock(), actor: commandLineActor() }
      const done = has('yes') ? acceptDocument(ground, name, by) : shownOnly(ground, name)
      if (!done) throw new UsageError(`there is nothing to accept: ${name} is as it was written`)
      shell.out(lines(done.offer))
      shell.out(
        done.generation === undefined
          ? `Nothing is changed yet: --yes adopts it.\n`
          : `${name} is generation ${done.generation} now; a running server follows.\n`,
      )
      return 0
    }),
}

type Name = (typeof DOCUMENT_NAMES)[number]
type Offered = ReturnType<typeof documentOffer>

function shownOnly(
  ground: Ground,
  name: Name,
): { offer: Offered; generation?: number } | undefined {
  if (documentStanding(ground, name).state === 'good') return undefined
  return { offer: documentOffer(ground, name) }
}

function lines({ rows, against, added, removed, changed }: Offered): string {
  const changes = [
    ...added.map((id) => `+ ${id}`),
    ...removed.map((id) => `- ${id}`),
    ...changed.map(({ id, fields }) => `~ ${id}: ${fields.join(', ')}`),
  ]
  const counts = `${added.length} added, ${removed.length} removed, ${changed.length} changed`
  const older = against ?? 'nothing, as no older generation is whole'
  return [`${rows.length} rows, compared with ${older}: ${counts}`, ...changes, ''].join('\n')
}

/** A document that is wrong keeps the house shut, so these commands stand in front of it. */
async function onGround(
  { readConfig }: Pick<Shell, 'readConfig'>,
  work: (ground: Ground) => number,
): Promise<number> {
  using ground = openGround(readConfig())
  return work(ground)
}
