import { openSessionControl } from '#src/app/session-control.ts'
import { slugOf } from '#src/kernel/fold.ts'
import type { DisconnectOutcome } from '#src/radius/message.ts'
import { atHome, commandLineActor } from './at-home.ts'
import { type Command, parsed, UsageError } from './command.ts'
import { json, table } from './print.ts'

/** A list somebody reads; `--json` and `--after` page through more. */
const LISTED_MAX = 200

export const sessionList: Command = {
  name: 'session list',
  about: `The newest live sessions, up to ${LISTED_MAX}.`,
  flags: {
    site: { value: 'SLUG', about: 'only of this place' },
    gateway: { value: 'NAME', about: 'only of this gateway' },
    after: { value: 'ID', about: 'the page after this session' },
    json: { about: 'answer as JSON' },
  },
  run: (given, shell) =>
    atHome(shell, ({ sessions, places, gateways }) => {
      const siteOf = (text: string) => places.site(slugOf(text))?.id
      const site = parsed(given, 'site', siteOf, 'a place; see `site list`')
      const gateway = given.text('gateway')
      const after = parsed(given, 'after', idOf, 'a session’s number')
      if (gateway !== undefined && !gateways.find(gateway))
        throw new UsageError(`--gateway: there is no gateway ${gateway}; see \`gateway list\``)
      const live = sessions.live({
        ...(site ? { site } : {}),
        ...(gateway ? { gateway } : {}),
        ...(after === undefined ? {} : { after }),
        limit: LISTED_MAX,
      })
      if (given.has('json')) shell.out(json(live))
      else if (live.length === 0) shell.out('Nobody is online now.\n')
      else {
        const rows = live.map((session) => [
          String(session.id),
          session.gateway,
          session.site,
          new Date(session.startedAt).toISOString(),
          String(session.seconds),
          String(session.octetsIn),
          String(session.octetsOut),
        ])
        shell.out(
          table([['ID', 'GATEWAY', 'SITE', 'STARTED', 'SECONDS', 'OCTETS IN', 'OUT'], ...rows]),
        )
      }
      return 0
    }),
}

export const sessionEnd: Command = {
  name: 'session end',
  about: 'Ask a session’s gateway to end it, and say what it answered.',
  words: ['ID'],
  flags: {},
  run: ({ words: [word = ''] }, shell) =>
    atHome(shell, async (house) => {
      const id = idOf(word)
      const session = id === undefined ? undefined : house.sessions.find(id)
      if (!session || session.stoppedAt !== undefined) {
        throw new UsageError(`there is no live session ${word}`)
      }
      await using control = openSessionControl(house)
      const outcome = await control.end(session)
      house.audited(
        commandLineActor(),
        () => outcome,
        ({ kind }) => ({
          action: 'session.ended',
          subject: String(session.id),
          detail: { outcome: kind },
        }),
      )
      shell.out(`${says(outcome, session.gateway)}\n`)
      return outcome.kind === 'ack' ? 0 : 1
    }),
}

function says(outcome: DisconnectOutcome, gateway: string): string {
  switch (outcome.kind) {
    case 'ack':
      return `${gateway} has ended it.`
    case 'nak':
      return `${gateway} would not: Error-Cause ${outcome.errorCause ?? 'not given'} (RFC 5176 §3.5).`
    case 'silent':
      return `${gateway} did not answer; is its Disconnect port open to this host?`
  }
}

function idOf(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
