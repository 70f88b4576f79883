import { FIGURE_MAX } from '#src/plans/plan-form.ts'
import type { plansVi } from './vi-plans.ts'

/** What a plan's form is told in English. */
export const plansEn = {
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
