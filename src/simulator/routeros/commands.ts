import { passes } from './query.ts'
import { MENUS } from './schema.ts'
import { Refusal, type Tree, type TreeRow } from './tree.ts'

/** A command as it came: its menu, its verb, and its words sorted by what they are. */
export type Command = {
  readonly path: string
  readonly verb: string
  readonly attributes: Readonly<Record<string, string>>
  readonly queries: readonly string[]
  readonly tag: string | undefined
}

/** What this user may do. */
export type Policies = { readonly canWrite: boolean; readonly canSeeSecrets: boolean }

/** Sorts a sentence's words. A value may hold `=`, and `.tag` may stand anywhere. */
export function parseCommand([command = '', ...words]: readonly string[]): Command {
  const cut = command.lastIndexOf('/')
  const attributes: Record<string, string> = {}
  for (const word of words.filter((word) => word.startsWith('='))) {
    const [, name = '', value = ''] = /^=([^=]*)=?(.*)$/s.exec(word) ?? []
    attributes[name] = value
  }
  return {
    path: command.slice(0, cut),
    verb: command.slice(cut + 1),
    attributes,
    queries: words.filter((word) => word.startsWith('?')),
    tag: words.find((word) => word.startsWith('.tag='))?.slice('.tag='.length),
  }
}

/**
 * Runs a command on the tree: rows of `!re` words, then what `!done` carries.
 *
 * Throws `Refusal` for what the device answers with `!trap`.
 */
export function execute(tree: Tree, command: Command, policies: Policies): Answer {
  const run = VERBS[command.verb]
  if (!run) throw new Refusal('no such command', 0)
  const isReading = ['print', 'getall', 'get', 'find'].includes(command.verb)
  if (!isReading && !policies.canWrite) throw new Refusal('not enough permissions (9)')
  return run(tree, command, policies)
}

export type Answer = { readonly rows: readonly (readonly string[])[]; readonly ret?: string }
type Verb = (tree: Tree, command: Command, policies: Policies) => Answer

const NOTHING: Answer = { rows: [] }

const VERBS: Readonly<Record<string, Verb>> = {
  print,
  getall: print,
  get(tree, { path, attributes }, policies) {
    const [id = ''] = targets(tree, path, attributes)
    const row = tree.rows(path).find((other) => other.id === id)
    const shown = row ? show(path, row, policies) : {}
    const name = attributes['value-name']
    if (name !== undefined) return { rows: [], ret: shown[name] ?? '' }
    const all = Object.entries(shown).map(([key, value]) => `${key}=${value}`)
    return { rows: [], ret: all.join(';') }
  },
  add(tree, { path, attributes }) {
    const { 'place-before': before, 'copy-from': from, ...given } = attributes
    const base = from === undefined ? {} : copied(tree, path, from)
    const at = before === undefined ? undefined : tree.resolve(path, before)
    return { rows: [], ret: tree.add(path, { ...base, ...given }, at) }
  },
  set(tree, { path, attributes }) {
    const { '.id': _, numbers: __, ...given } = attributes
    const unset = Object.keys(given).filter((name) => name.startsWith('!'))
    const set = Object.fromEntries(Object.entries(given).filter(([name]) => !name.startsWith('!')))
    for (const id of targets(tree, path, attributes)) {
      tree.set(path, id, set)
      for (const name of unset) tree.unset(path, id, name.slice(1))
    }
    return NOTHING
  },
  unset(tree, { path, attributes }) {
    for (const id of targets(tree, path, attributes)) {
      tree.unset(path, id, attributes['value-name'] ?? '')
    }
    return NOTHING
  },
  comment(tree, { path, attributes }) {
    const comment = attributes['comment'] ?? ''
    for (const id of targets(tree, path, attributes)) tree.set(path, id, { comment })
    return NOTHING
  },
  remove(tree, { path, attributes }) {
    for (const id of targets(tree, path, attributes)) tree.remove(path, id)
    return NOTHING
  },
  move(tree, { path, attributes }) {
    const { destination } = attributes
    const to = destination === undefined ? undefined : tree.resolve(path, destination)
    tree.move(path, targets(tree, path, attributes), to)
    return NOTHING
  },
  enable: (tree, command) => disable(tree, command, 'no'),
  disable: (tree, command) => disable(tree, command, 'yes'),
}

function print(tree: Tree, { path, attributes, queries }: Command, policies: Policies): Answer {
  const shown = tree
    .rows(path)
    .map((row) => show(path, row, policies))
    .filter((row) => passes(queries, row))
  if ('count-only' in attributes) return { rows: [], ret: String(shown.length) }

  const wanted = attributes['.proplist']?.split(',')
  return { rows: shown.map((row) => wordsOf(row, wanted)) }
}

/** What a client sees of a row: flags, no secret without the `sensitive` policy, no empty comment. */
export function show(path: string, row: TreeRow, { canSeeSecrets }: Policies) {
  const { attributes, isSettings } = MENUS[path] ?? { attributes: {} }
  const values = Object.entries(row.values).filter(
    ([name]) => canSeeSecrets || !attributes[name]?.isSecret,
  )
  const flags: Record<string, string> = isSettings ? {} : { '.id': row.id }
  if (row.isDynamic) flags['dynamic'] = 'true'
  return { ...flags, ...Object.fromEntries(values) } as Readonly<Record<string, string>>
}

/** The words of a `!re`, narrowed to the properties asked for. */
export function wordsOf(
  row: Readonly<Record<string, string>>,
  wanted?: readonly string[],
): string[] {
  return Object.entries(row)
    .filter(([name]) => !wanted || wanted.includes(name))
    .map(([name, value]) => `=${name}=${value}`)
}

function disable(tree: Tree, { path, attributes }: Command, disabled: string): Answer {
  for (const id of targets(tree, path, attributes)) tree.set(path, id, { disabled })
  return NOTHING
}

function targets(tree: Tree, path: string, attributes: Command['attributes']): string[] {
  if (MENUS[path]?.isSettings) return [tree.resolve(path, '')]
  const words = attributes['.id'] ?? attributes['numbers']
  if (words === undefined) throw new Refusal('missing =.id=')
  return words.split(',').map((word) => tree.resolve(path, word))
}

function copied(tree: Tree, path: string, from: string): Readonly<Record<string, string>> {
  const id = tree.resolve(path, from)
  return tree.rows(path).find((row) => row.id === id)?.values ?? {}
}
