import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { Fault } from '#src/kernel/fault.ts'
import { type Catalogue, catalogueSchema } from './catalogue.ts'

const SEED = fileURLToPath(new URL('../../data/seed/e-services.json', import.meta.url))

/**
 * The catalogue as tracked in `data/seed`, or as another file tells it.
 *
 * Throws `config/invalid` naming the file and the field: a catalogue is served whole or not at all.
 */
export function loadCatalogue(file = SEED): Catalogue {
  const parsed = v.safeParse(catalogueSchema, read(file))
  if (parsed.success) return parsed.output

  const [issue] = parsed.issues
  const field = v.getDotPath(issue) ?? 'the whole'
  throw new Fault('config/invalid', { file, field, says: `${file}: ${field}: ${issue.message}` })
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Fault('config/invalid', { file, says: `${file} cannot be read as JSON` }, error)
  }
}
