import { SECOND } from '#src/kernel/clock.ts'
import { type Unusable, unusable } from './access-request.ts'
import { integerOf, octetsOf, textOf } from './attributes.ts'
import { attributeId, valueNames } from './dictionary.ts'
import type { AccountingRequest, AcctStatus, Nas } from './message.ts'
import type { AuthenticRequest } from './service.ts'
import { stationOf } from './station.ts'
import type { Packet } from './wire.ts'

const ACCT_STATUS_TYPE = attributeId('Acct-Status-Type')
const ACCT_DELAY_TIME = attributeId('Acct-Delay-Time')
const ACCT_INPUT_OCTETS = attributeId('Acct-Input-Octets')
const ACCT_OUTPUT_OCTETS = attributeId('Acct-Output-Octets')
const ACCT_SESSION_TIME = attributeId('Acct-Session-Time')
const ACCT_TERMINATE_CAUSE = attributeId('Acct-Terminate-Cause')
const ACCT_INPUT_GIGAWORDS = attributeId('Acct-Input-Gigawords')
const ACCT_OUTPUT_GIGAWORDS = attributeId('Acct-Output-Gigawords')
const ACCT_VIEW_POINT = attributeId('CoovaChilli-Acct-View-Point')
const EVENT_TIMESTAMP = attributeId('Event-Timestamp')
const ACCT_MULTI_SESSION_ID = attributeId('Acct-Multi-Session-Id')
const CLASS = attributeId('Class')

/** RFC 2866 §5.1. */
const STATUSES: ReadonlyMap<number, AcctStatus> = new Map([
  [1, 'start'],
  [2, 'stop'],
  [3, 'interim'],
  [7, 'on'],
  [8, 'off'],
])

/** RFC 2866 §5.10 and RFC 3580 §2.1 give causes 1 to 22. */
const CAUSES = valueNames('Acct-Terminate-Cause', Array(23).keys())
const GIGAWORD = 2 ** 32
const CLIENT_VIEW_POINT = 2

/**
 * Reads a verified Accounting-Request.
 *
 * A session's record needs the session's id (RFC 2866 §5.5); On and Off speak for the whole gateway.
 * Counters past 2^53 are no usage anyone had, and would not survive arithmetic.
 */
export function readAccountingRequest({
  packet,
  nas,
  source,
  receivedAt,
}: AuthenticRequest<Nas>): AccountingRequest | Unusable {
  const status = STATUSES.get(integerOf(packet, ACCT_STATUS_TYPE) ?? 0)
  if (!status) return unusable('acct-status-type')

  const station = stationOf(packet, nas)
  if (!station) return unusable('user-name')
  const speaksForAll = status === 'on' || status === 'off'
  if (!station.acctSessionId && !speaksForAll) return unusable('acct-session-id')

  const { octetsIn, octetsOut, hasGigawords } = readCounters(packet)
  if (!Number.isSafeInteger(octetsIn + octetsOut)) return unusable('counters')

  const timestamp = integerOf(packet, EVENT_TIMESTAMP)
  // Field by field, not by spreading: every record comes through here.
  return {
    nas,
    source,
    status,
    userName: station.userName,
    callingStation: station.callingStation,
    framedIp: station.framedIp,
    acctSessionId: station.acctSessionId,
    octetsIn,
    octetsOut,
    hasGigawords,
    class: octetsOf(packet, CLASS),
    acctMultiSessionId: textOf(packet, ACCT_MULTI_SESSION_ID) || undefined,
    sessionSeconds: integerOf(packet, ACCT_SESSION_TIME) ?? 0,
    delaySeconds: integerOf(packet, ACCT_DELAY_TIME) ?? 0,
    eventTimestamp: timestamp === undefined ? undefined : timestamp * SECOND,
    terminateCause: terminateCause(packet),
    receivedAt,
  }
}

/**
 * Input is from the phone (RFC 2866 §5.3), except to CoovaChilli: it counts as the phone does, input
 * being what the phone received, unless its `swapoctets` is set. Every record of its says which.
 */
function readCounters(packet: Packet) {
  const highIn = integerOf(packet, ACCT_INPUT_GIGAWORDS)
  const highOut = integerOf(packet, ACCT_OUTPUT_GIGAWORDS)
  const input = (highIn ?? 0) * GIGAWORD + (integerOf(packet, ACCT_INPUT_OCTETS) ?? 0)
  const output = (highOut ?? 0) * GIGAWORD + (integerOf(packet, ACCT_OUTPUT_OCTETS) ?? 0)
  const isPhoneView = integerOf(packet, ACCT_VIEW_POINT) === CLIENT_VIEW_POINT
  return {
    octetsIn: isPhoneView ? output : input,
    octetsOut: isPhoneView ? input : output,
    hasGigawords: highIn !== undefined || highOut !== undefined,
  }
}

function terminateCause(packet: Packet): string | undefined {
  const cause = integerOf(packet, ACCT_TERMINATE_CAUSE)
  return cause === undefined ? undefined : (CAUSES.get(cause) ?? String(cause))
}
