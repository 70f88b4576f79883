import type { Millis } from '#src/kernel/clock.ts'
import { inTurns } from '#src/kernel/turns.ts'
import { WideMap } from '#src/kernel/wide-map.ts'
import type { Epoch } from '#src/sessions/epoch.ts'

/** How many Interims may be missing before nobody is believed to be there: three, and half of one late. */
const INTERIMS_MISSED = 3.5

/** Sessions looked at before packets get a turn: a tenth of a millisecond, for nobody waits for all to be. */
const SESSIONS_A_TURN = 64

/** Why a session is taken to be over, as RFC 2866 §5.10 would say it. */
export type Conclusion = {
  readonly session: Epoch
  readonly cause: 'Lost-Service' | 'Lost-Carrier'
}

/** The live sessions, and for how long a gateway has said nothing of one, by a clock that nobody sets. */
export type Listened = Iterable<Epoch> & { readonly silentMs: (session: number) => Millis }

/**
 * Tells which sessions are over though no Stop came: those that missed three Interims, and those whose
 * phone has begun another session since they were last heard of. Each is told of as it is found, and may
 * be ended there.
 *
 * `interimMs` is the longest that gateways were told to wait between two words.
 */
export async function conclude(
  live: Listened,
  interimMs: Millis,
  onOver: (conclusion: Conclusion) => void,
): Promise<void> {
  const newest = new WideMap<Millis>()
  await inTurns(live, SESSIONS_A_TURN, ({ device, startedAt }) => {
    if (device !== undefined && startedAt > (newest.get(device) ?? 0)) newest.set(device, startedAt)
  })
  await inTurns(live, SESSIONS_A_TURN, (session) => {
    const { id, device, startedAt, updatedAt } = session
    const elsewhereAt = device === undefined ? startedAt : (newest.get(device) ?? startedAt)
    const hasMoved = elsewhereAt > startedAt && elsewhereAt >= updatedAt
    if (hasMoved) onOver({ session, cause: 'Lost-Carrier' })
    else if (live.silentMs(id) > INTERIMS_MISSED * interimMs) {
      onOver({ session, cause: 'Lost-Service' })
    }
  })
}
