/**
 * Why a phone was not let in, in words an administrator can act on. The key is what is stored and what
 * a page looks its own sentence up by.
 */
export const REFUSALS = {
  'unknown-user':
    'The gateway asked for a user name we never gave out, or gave out over a day ago.',
  'wrong-password':
    'The password does not fit the user name: the challenge was altered or the shared secret differs.',
  'other-gateway': 'The credential was made for a phone at another gateway.',
  'other-device': 'The credential was made for another device; somebody may have copied it.',
  used: 'The one-time credential had been used: the page was sent twice, or copied.',
  expired: 'The one-time credential was over a minute old: the phone or its network was slow.',
  'grant-expired': 'What the person was granted had ended, such as a voucher past its last day.',
  'two-places':
    'The device asked by its address alone while it was online far away: one of the two is a copy.',
  'too-many-grants': 'The device was let in more often within the hour than a person walks past.',
  closed: 'The place is closed at this hour; its opening hours are kept with it.',
  'too-many-devices': 'As many of the person’s devices are online as their plan lets be at once.',
  'month-time-spent': 'The person has used all of the time their plan gives a month.',
  'month-data-spent': 'The person has used all of the data their plan gives a month.',
  'time-spent': 'The person has used all of the time their plan gives a day.',
  'data-spent': 'The person has used all of the data their plan gives a day.',
} as const

export type RefusalReason = keyof typeof REFUSALS

/** What the phone's owner is told of. Of the rest the wire only says no: a guesser learns nothing. */
const TOLD: readonly RefusalReason[] = [
  'used',
  'expired',
  'grant-expired',
  'closed',
  'too-many-devices',
  'month-time-spent',
  'month-data-spent',
  'time-spent',
  'data-spent',
]

/** The Reply-Message of a refusal: its key, which the gateway hands to our page; or nothing. */
export function messageOf(reason: RefusalReason): string | undefined {
  return TOLD.includes(reason) ? reason : undefined
}

/** The reason by that name, or nothing. */
export function parseRefusal(input: unknown): RefusalReason | undefined {
  return typeof input === 'string' && Object.hasOwn(REFUSALS, input)
    ? (input as RefusalReason)
    : undefined
}
