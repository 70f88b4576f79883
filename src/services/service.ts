import * as v from 'valibot'
import { slugOf } from '#src/kernel/fold.ts'
import { SLUG, SLUG_SAYS } from '#src/kernel/slug.ts'

const text = v.pipe(v.string(), v.trim(), v.minLength(1))
const slug = v.pipe(v.string(), v.regex(SLUG, SLUG_SAYS))

/**
 * How much of a procedure can be done on line: the two classes of today's law, `full` (toàn trình) and
 * `partial` (một phần). What nobody has confirmed is `unknown` and is shown as such. The levels 1 to 4
 * of before are refused: they no longer mean anything to a reader.
 */
const ONLINE_CLASSES = ['full', 'partial', 'unknown'] as const

/** One administrative procedure, as a record of the catalogue's file tells it. */
export const serviceSchema = v.pipe(
  v.object({
    code: v.nullable(v.pipe(v.string(), v.regex(/^\d\.\d{6}$/, 'a code like 1.001193'))),
    name: text,
    en: v.optional(text),
    group: slug,
    level: v.picklist(['xa', 'tinh']),
    online: v.optional(v.picklist(ONLINE_CLASSES, 'full, partial or unknown'), 'unknown'),
    aliases: v.optional(v.array(text), []),
  }),
  v.transform(({ name, en, ...rest }) => ({
    /** Its code; a procedure whose code nobody found is known by its name. */
    id: rest.code ?? slugOf(name),
    name: { vi: name, en: en ?? name },
    ...rest,
  })),
)
export type Service = v.InferOutput<typeof serviceSchema>

/** Procedures that belong together on the page: civil status, land, construction. */
export const serviceGroupSchema = v.pipe(
  v.object({ id: slug, name: text, en: text, aliases: v.optional(v.array(text), []) }),
  v.transform(({ id, name, en, aliases }) => ({ id, name: { vi: name, en }, aliases })),
)
export type ServiceGroup = v.InferOutput<typeof serviceGroupSchema>
