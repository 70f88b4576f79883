import type { Epoch } from '#src/sessions/epoch.ts'
import { NOON } from './ledger.ts'

/** A session before it has a number. */
export type EpochDraft = Omit<Epoch, 'id'>

/** A session that began at noon and whose gateway has told no more of it. */
export function draft(epoch: Partial<EpochDraft> = {}): EpochDraft {
  return {
    gateway: 'gw-1',
    site: 'bai-chay',
    acctSessionId: '80000001',
    acctMultiSessionId: undefined,
    grant: undefined,
    person: undefined,
    device: undefined,
    userName: 'guest',
    framedIp: undefined,
    nasAddress: '10.0.0.1',
    startedAt: NOON,
    updatedAt: NOON,
    stoppedAt: undefined,
    stopCause: undefined,
    seconds: 0,
    octetsIn: 0,
    octetsOut: 0,
    isStopInferred: false,
    ...epoch,
  }
}
