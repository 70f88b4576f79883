import type { House } from '#src/app/house.ts'
import type { Plan } from '#src/plans/plan.ts'
import { planDifference, planSaid } from '#src/plans/plan-difference.ts'
import {
  fieldsOfPlan,
  PLAN_FIELDS,
  type PlanFault,
  type PlanField,
  type PlanFigure,
  parsePlan,
} from '#src/plans/plan-form.ts'
import { atHome, commandLineActor } from './at-home.ts'
import { type Command, type Flag, type Given, UsageError } from './command.ts'
import { json, table } from './print.ts'

/** What each figure counts; empty takes a limit away. */
const FIGURES: Readonly<Record<PlanFigure, string>> = {
  sessionMinutes: 'minutes of one sign-in',
  sessionMegabytes: 'megabytes of one sign-in, down and up together',
  dayMinutes: 'minutes from midnight to midnight',
  dayMegabytes: 'megabytes from midnight to midnight',
  monthMinutes: 'minutes of a calendar month',
  monthMegabytes: 'megabytes of a calendar month',
  devices: 'devices at once',
  downKbps: 'kbit/s to the phone',
  upKbps: 'kbit/s from the phone',
  slowDownKbps: 'kbit/s to the phone once day or month is used up, instead of ending',
  slowUpKbps: 'kbit/s from the phone then',
  idleMinutes: 'minutes without use that end a session',
  interimSeconds: 'seconds between two reports of a gateway (60 to 3600)',
}

const FLAGS: Readonly<Record<string, Flag>> = {
  'name-vi': { value: 'TEXT', about: 'its name in Vietnamese' },
  'name-en': { value: 'TEXT', about: 'its name in English' },
  ...Object.fromEntries(
    Object.entries(FIGURES).map(([field, about]) => [flagOf(field), { value: 'N', about }]),
  ),
}

const FAULTS: Readonly<Record<PlanFault, string>> = {
  slug: 'the id is lower-case letters, digits and hyphens',
  name: 'a name of at most 60 characters is needed',
  required: 'is needed',
  figure: 'must be a whole number; empty is unlimited',
  interim: 'must be from 60 to 3600',
  'above-day': 'cannot be more than the day',
  'above-month': 'cannot be more than the month',
  'one-rate': 'both rates or neither',
  'not-slower': 'must be slower than the usual rate',
  'no-limit': 'there is no limit at which to slow down',
}

export const planList: Command = {
  name: 'plan list',
  about: 'The plans and their limits; what is not shown is unlimited.',
  flags: { json: { about: 'answer as JSON' } },
  run: (given, shell) =>
    atHome(shell, ({ plans }) => {
      const rows = plans.all().map((plan) => [plan.id, limitsSaid(plan)])
      shell.out(given.has('json') ? json(plans.all()) : table([['PLAN', 'LIMITS'], ...rows]))
      return 0
    }),
}

export const planSet: Command = {
  name: 'plan set',
  about: 'Add a plan, or change one: what is not given stays, and an empty value is unlimited.',
  words: ['ID'],
  flags: FLAGS,
  run: (given, shell) =>
    atHome(shell, (house) => {
      shell.out(`${setPlan(given, house)}\n`)
      return 0
    }),
}

export const planRemove: Command = {
  name: 'plan remove',
  about: 'Remove a plan nobody holds a good voucher for; its people fall back to the public plan.',
  words: ['ID'],
  flags: {},
  run: ({ words: [id = ''] }, shell) =>
    atHome(shell, (house) => {
      const removal = house.audited(
        commandLineActor(),
        () => house.plans.remove(id, (plan) => house.vouchers.countGood(plan)),
        (came) =>
          came.kind === 'removed'
            ? { action: 'plan.removed', subject: id, detail: planSaid(came.plan) }
            : undefined,
      )
      switch (removal.kind) {
        case 'unknown':
          throw new UsageError(`there is no plan ${id}; see \`plan list\``)
        case 'public':
          throw new UsageError('everybody starts on the public plan: it can only be changed')
        case 'promised':
          throw new UsageError(`${removal.vouchers} vouchers for ${id} are still good`)
        case 'removed':
          shell.out(`${id} is no plan any more. What it said is in the audit trail.\n`)
          return 0
      }
    }),
}

function setPlan(given: Given, house: House): string {
  const [id = ''] = given.words
  const known = house.plans.find(id)
  const plan = readPlan(given, { ...(known ? fieldsOfPlan(known) : {}), id })
  if (!known) {
    const isAdded = house.audited(
      commandLineActor(),
      () => house.plans.add(plan),
      (done) => (done ? { action: 'plan.added', subject: id, detail: planSaid(plan) } : undefined),
    )
    if (!isAdded) throw new UsageError(`somebody else has just added a plan ${id}`)
    return `${id} is a plan now.`
  }
  house.audited(
    commandLineActor(),
    () => house.plans.change(plan),
    (was) => was && { action: 'plan.changed', subject: id, detail: planDifference(was, plan) },
  )
  return `${id} is changed; sessions under way are held to it at once.`
}

function readPlan(given: Given, before: Partial<Record<PlanField, string>>): Plan {
  const typed = Object.fromEntries(
    PLAN_FIELDS.map((field) => [field, given.text(flagOf(field)) ?? before[field] ?? '']),
  )
  const reading = parsePlan({ ...typed, id: before.id ?? '' })
  if (reading.kind === 'plan') return reading.plan
  const faults = Object.entries(reading.faults)
  throw new UsageError(
    faults.map(([field, fault]) => `--${flagOf(field)}: ${FAULTS[fault]}`).join('; '),
  )
}

/** `sessionMinutes` is `--session-minutes`. */
function flagOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function limitsSaid(plan: Plan): string {
  const { nameVi: _vi, nameEn: _en, ...figures } = planSaid(plan)
  return Object.entries(figures)
    .map(([field, figure]) => `${flagOf(field)} ${figure}`)
    .join(', ')
}
