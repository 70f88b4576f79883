import { FIGURE_MAX } from '#src/plans/plan-form.ts'
import type { plansVi } from './vi-plans.ts'

/** The pages of plans in English. */
export const plansEn = {
  plans: {
    says: 'What each plan lets one person use, over all their devices and gateways.',
    caption: 'Plans',
    add: 'Add a plan',
    change: 'Change plan',
    changeTitle: (name: string) => `Change plan ${name}`,
    save: 'Save',
    preview: 'Show what it means',
    means: 'To a resident',
    effect:
      'In force from the next sign-in; sessions under way are held to the new limits at once.',
    empty: 'An empty field is unlimited.',
    id: 'Id',
    idHint: 'Lower-case letters, digits and hyphens: summer-guests. It cannot change later.',
    nameVi: 'Name in Vietnamese',
    nameEn: 'Name in English',
    parts: {
      names: 'Name',
      session: 'Each sign-in',
      day: 'Each day, from midnight',
      month: 'Each month, from the 1st',
      speed: 'Speed and devices',
      limit: 'When the day or month is used up',
      rest: 'Technical',
    },
    limitSays:
      'Leave both empty and sessions end. Filled in, they go on at this speed until there is more.',
    minutes: 'Time (minutes)',
    megabytes: 'Data (MB)',
    megabytesHint: '1,000 MB = 1 GB, down and up together.',
    devices: 'Devices at once',
    down: 'Down (kbit/s)',
    up: 'Up (kbit/s)',
    rateHint: '1,000 kbit/s = 1 Mbit/s.',
    idle: 'End when unused for (minutes)',
    interim: 'Gateways report every (seconds)',
    interimHint: 'Usually 300. Shorter holds limits more exactly and makes gateways send more.',
    meaning: {
      session: (what: string) => `Each sign-in gives ${what}`,
      day: (what: string) => `each day ${what}`,
      month: (what: string) => `each month ${what}`,
      devices: (count: string) => `${count} devices at once at most`,
      rate: (down: string, up: string) => `${down} down, ${up} up`,
      idle: (time: string) => `${time} without use ends it`,
      ends: 'a day or month that is used up ends it',
      slows: (down: string, up: string) =>
        `a day or month that is used up slows it to ${down} down, ${up} up`,
      and: ' and ',
    },
    remove: 'Remove plan',
    removeTitle: (name: string) => `Remove plan ${name}?`,
    removeSays:
      'Whoever is on it falls back to the public plan. What it said stays in the audit trail and can be added again.',
    isPublic: 'Everybody starts on this plan, so it cannot be removed. It can be changed.',
    promised: (count: string) =>
      `${count} vouchers for this plan are still good, so it cannot be removed yet.`,
    idTaken: 'There is a plan of that id.',
  },
  planFaults: {
    slug: 'A plan’s id is lower-case letters, digits and hyphens, such as summer-guests.',
    name: 'Give the plan a name of at most 60 characters.',
    required: 'This is needed.',
    figure: `Give a whole number from 1 to ${FIGURE_MAX.toLocaleString('en')}; empty is unlimited.`,
    interim: 'Usage is reported every 60 to 3,600 seconds.',
    'above-day': 'A session cannot have more than its day.',
    'above-month': 'Cannot be more than the month.',
    'one-rate': 'Give both speeds, down and up, or neither.',
    'not-slower': 'The speed at the limit must be lower than the usual speed.',
    'no-limit': 'The plan has no limit of data or time at which to slow down.',
  },
} satisfies typeof plansVi
