import type { Change } from '#src/device/device.ts'
import type { Resource } from '#src/device/resource.ts'
import { assert } from '#src/kernel/assert.ts'
import { Secret } from '#src/kernel/secret.ts'
import { type Identity, PATHS } from './paths.ts'
import type { Row } from './repair.ts'

const MARK = / key=([0-9a-f]+)$/

/** A row as a resource: named by what identifies it there, or by its id when it is nobody's we know. */
export function resourceOf(path: string, row: Row): Resource {
  const identity = identityOf(path)
  const { secret, ...shown } = row
  const mark = MARK.exec(row['comment'] ?? '')?.[1]
  const set = Object.fromEntries(Object.entries(shown).filter(([name]) => name !== '.id'))
  const sealed = {
    mark: mark ?? '',
    set: secret === undefined ? {} : { secret: new Secret(secret) },
  }
  return {
    path,
    name: NAME[identity](path, row),
    set,
    ...(mark !== undefined || secret !== undefined ? { sealed } : {}),
  }
}

/**
 * Rows of one path as resources, each behind its id, in the device's order.
 *
 * A copied row carries our name a second time: the older one is ours, the copy is somebody's own. Age is
 * told by the id, which a row keeps wherever it is moved; by their order, a move of ours past its copy
 * would make the copy ours.
 */
export function resourcesOf(path: string, rows: readonly Row[]): [id: string, Resource][] {
  const seen = rows.map((row) => ({ row, resource: resourceOf(path, row) }))
  const originals = new Map<string, Row>()
  for (const { row, resource } of seen.toSorted((a, b) => serialOf(a.row) - serialOf(b.row))) {
    if (!originals.has(resource.name)) originals.set(resource.name, row)
  }
  return seen.map(({ row, resource }) => {
    const id = row['.id'] ?? ''
    const isCopy = originals.get(resource.name) !== row
    return [id, isCopy ? { ...resource, name: id, copyOf: resource.name } : resource]
  })
}

/** The attributes of a new row, secrets in the clear: for the wire and nowhere else. */
export function attributesToAdd(resource: Resource): Row {
  const { path, name } = resource
  const identity: Readonly<Record<Identity, Row>> = {
    settings: {},
    comment: { comment: name },
    name: { name },
    address: { address: name },
  }
  return { ...identity[identityOf(path)], ...attributesToChange(resource, resource) }
}

/** The attributes a change sends, secrets in the clear. A new secret is marked in the comment. */
export function attributesToChange({ name }: Resource, { set, sealed }: Change): Row {
  if (!sealed) return set
  const secrets = Object.entries(sealed.set).map(([key, value]) => [key, value.reveal()])
  return { ...set, comment: `${name} key=${sealed.mark}`, ...Object.fromEntries(secrets) }
}

function identityOf(path: string): Identity {
  const rule = PATHS[path]
  assert(rule, `${path} is not a path we manage`)
  return rule.identity
}

const NAME: Readonly<Record<Identity, (path: string, row: Row) => string>> = {
  settings: () => '',
  comment: (_, row) => tagOf(row) ?? row['.id'] ?? '',
  name: (_, row) => row['name'] ?? row['.id'] ?? '',
  address: (_, row) => row['address'] ?? row['.id'] ?? '',
}

/** Ids count up in hexadecimal: `*F`, then `*10`. */
function serialOf(row: Row): number {
  return Number.parseInt((row['.id'] ?? '').slice(1), 16)
}

function tagOf(row: Row): string | undefined {
  const [tag = ''] = (row['comment'] ?? '').split(' ')
  return tag.startsWith('phu-song') ? tag : undefined
}
