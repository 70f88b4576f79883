import { INTERIM_SECONDS_MIN } from '#src/kernel/limits.ts'
import { SLUG } from '#src/kernel/slug.ts'
import type { Plan } from './plan.ts'

/** A plan as fields of text, the way a form or a command line asks for it. Empty is absent. */
export const PLAN_FIELDS = [
  'id',
  'nameVi',
  'nameEn',
  'sessionMinutes',
  'sessionMegabytes',
  'dayMinutes',
  'dayMegabytes',
  'monthMinutes',
  'monthMegabytes',
  'devices',
  'downKbps',
  'upKbps',
  'slowDownKbps',
  'slowUpKbps',
  'idleMinutes',
  'interimSeconds',
] as const
export type PlanField = (typeof PLAN_FIELDS)[number]

/** The fields of a plan that are a number. */
export type PlanFigure = Exclude<PlanField, 'id' | 'nameVi' | 'nameEn'>

/** What can be wrong with a field. Which other field it disagrees with is in the name. */
export type PlanFault =
  | 'slug'
  | 'name'
  | 'required'
  /** Not a whole number from 1 to `FIGURE_MAX`. */
  | 'figure'
  | 'interim'
  | 'above-day'
  | 'above-month'
  /** Of an up and a down rate only one is given. */
  | 'one-rate'
  /** The slow rate is no slower than the usual one. */
  | 'not-slower'
  /** It slows down at a limit, and there is none. */
  | 'no-limit'
export type PlanFaults = Partial<Record<PlanField, PlanFault>>

/** What the fields say, read whole: a plan, or everything that is wrong with it at once. */
export type PlanReading =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'faulty'; readonly faults: PlanFaults }

/** 10 TB, 19 years, 10 Gbit/s: past these somebody has mistaken the unit. */
export const FIGURE_MAX = 10_000_000

const NAME_MAX = 60
/** Above an hour, what is used is learned of too late. */
const INTERIM_SECONDS = { min: INTERIM_SECONDS_MIN, max: 3600 }

const REQUIRED: readonly PlanFigure[] = ['sessionMinutes', 'idleMinutes', 'interimSeconds']
const FIGURES = PLAN_FIELDS.filter((field): field is PlanFigure => !/^(?:id$|name)/.test(field))

/** Digits, with the separators people put between thousands: `2000`, `2.000`, `2 000`. */
const FIGURE = /^(?:\d+|\d{1,3}(?:[.,\s]\d{3})+)$/

type Figures = Partial<Record<PlanFigure, number>>

/** Reads a plan from its fields and holds it to what plans must be. */
export function parsePlan(fields: Readonly<Partial<Record<PlanField, string>>>): PlanReading {
  const text = (field: PlanField) => fields[field]?.trim() ?? ''
  const { figures, faults: misread } = readFigures(text)
  const faults: PlanFaults = {
    ...(SLUG.test(text('id')) ? {} : { id: 'slug' as const }),
    ...(isName(text('nameVi')) ? {} : { nameVi: 'name' as const }),
    ...(isName(text('nameEn')) ? {} : { nameEn: 'name' as const }),
    ...contradictions(figures),
    ...misread,
  }
  if (Object.keys(faults).length > 0) return { kind: 'faulty', faults }

  const name = { vi: text('nameVi'), en: text('nameEn') }
  return { kind: 'plan', plan: planOf(text('id'), name, figures) }
}

/** The fields that `parsePlan` reads this plan from. */
export function fieldsOfPlan(plan: Plan): Record<PlanField, string> {
  const { id, name, atLimit, ...figures } = plan
  const given: { readonly [F in PlanField]?: string | number | undefined } = {
    ...figures,
    ...(atLimit === 'end' ? {} : atLimit),
    id,
    nameVi: name.vi,
    nameEn: name.en,
  }
  const entries = PLAN_FIELDS.map((field) => [field, String(given[field] ?? '')] as const)
  return Object.fromEntries(entries) as Record<PlanField, string>
}

function readFigures(text: (field: PlanField) => string) {
  const figures: Figures = {}
  const faults: PlanFaults = {}
  for (const field of FIGURES) {
    const said = text(field)
    if (said === '' && REQUIRED.includes(field)) faults[field] = 'required'
    if (said === '') continue
    const figure = FIGURE.test(said) ? Number(said.replace(/\D/g, '')) : 0
    if (figure >= 1 && figure <= FIGURE_MAX) figures[field] = figure
    else faults[field] = 'figure'
  }
  return { figures, faults }
}

/** What is wrong between the figures, each told of the narrower one. */
function contradictions(figures: Figures): PlanFaults {
  const { interimSeconds = INTERIM_SECONDS.min } = figures
  const isInterim = interimSeconds >= INTERIM_SECONDS.min && interimSeconds <= INTERIM_SECONDS.max
  return {
    ...wider(figures, 'Minutes'),
    ...wider(figures, 'Megabytes'),
    ...(isInterim ? {} : { interimSeconds: 'interim' as const }),
    ...oneRate(figures, 'upKbps', 'downKbps'),
    ...slowFaults(figures),
  }
}

/** A session lies within its day, and a day within its month. */
function wider(figures: Figures, unit: 'Minutes' | 'Megabytes'): PlanFaults {
  const [session, day, month] = [`session${unit}`, `day${unit}`, `month${unit}`] as const
  const isAbove = (a: PlanFigure, b: PlanFigure) => (figures[a] ?? 0) > (figures[b] ?? Infinity)
  return {
    ...(isAbove(session, month) ? { [session]: 'above-month' } : {}),
    ...(isAbove(session, day) ? { [session]: 'above-day' } : {}),
    ...(isAbove(day, month) ? { [day]: 'above-month' } : {}),
  }
}

function slowFaults(figures: Figures): PlanFaults {
  const { slowUpKbps, slowDownKbps, upKbps = Infinity, downKbps = Infinity } = figures
  if (slowUpKbps === undefined && slowDownKbps === undefined) return {}
  const isLimited = LIMITS.some((field) => figures[field] !== undefined)
  return {
    ...((slowUpKbps ?? 0) < upKbps ? {} : { slowUpKbps: 'not-slower' as const }),
    ...((slowDownKbps ?? 0) < downKbps ? {} : { slowDownKbps: 'not-slower' as const }),
    ...(isLimited ? {} : { slowDownKbps: 'no-limit' as const }),
    ...oneRate(figures, 'slowUpKbps', 'slowDownKbps'),
  }
}

/** The limits at which a session may be slowed; its own time always ends it. */
const LIMITS = [
  'sessionMegabytes',
  'dayMinutes',
  'dayMegabytes',
  'monthMinutes',
  'monthMegabytes',
] as const satisfies readonly PlanFigure[]

function oneRate(figures: Figures, up: PlanFigure, down: PlanFigure): PlanFaults {
  if ((figures[up] === undefined) === (figures[down] === undefined)) return {}
  return { [figures[up] === undefined ? up : down]: 'one-rate' }
}

function planOf(id: string, name: Plan['name'], figures: Figures): Plan {
  const { slowUpKbps, slowDownKbps, ...rest } = figures
  const atLimit = slowUpKbps && slowDownKbps ? { slowUpKbps, slowDownKbps } : undefined
  const { sessionMinutes = 0, idleMinutes = 0, interimSeconds = 0 } = rest
  return {
    ...rest,
    id,
    name,
    sessionMinutes,
    idleMinutes,
    interimSeconds,
    ...(atLimit ? { atLimit } : {}),
  }
}

function isName(text: string): boolean {
  return text.length > 0 && text.length <= NAME_MAX
}
