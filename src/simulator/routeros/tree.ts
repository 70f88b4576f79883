import { type Attribute, MENUS, type Menu } from './schema.ts'
import { readBack } from './values.ts'

/** What the device answers to a command it does not take: the text of its `!trap`, and its category. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly category: number | undefined

  constructor(message: string, category?: number) {
    super(message)
    this.category = category
  }
}

/** A row as stored: values read back already, flags of the device's own beside them. */
export type TreeRow = {
  readonly id: string
  readonly values: Readonly<Record<string, string>>
  readonly isDynamic: boolean
}

type Values = Readonly<Record<string, string>>
/** Tells of a row that was written, or with `isDead` removed. */
export type Watcher = (path: string, row: TreeRow, isDead: boolean) => void

const FILE_OCTETS_MAX = 60 * 1024

/** A device's configuration in memory: rows by menu, with ids that are never used twice. */
export class Tree {
  readonly #version: readonly number[]
  readonly #rows = new Map<string, TreeRow[]>()
  readonly watchers = new Set<Watcher>()
  #lastId = 0

  constructor(version: readonly number[]) {
    this.#version = version
    for (const [path, menu] of Object.entries(MENUS)) {
      if (!this.#knows(menu)) continue
      const { builtin, isSettings, attributes } = menu
      const rows = isSettings ? [{}] : (builtin ?? [])
      this.#rows.set(
        path,
        rows.map((row) => this.#newRow({ ...defaultsOf(attributes), ...row })),
      )
    }
  }

  /** The rows of a menu, in the device's order. */
  rows(path: string): readonly TreeRow[] {
    return this.#list(path)
  }

  /** Writes without being asked over the wire: what a technician or the device itself did. */
  plant(path: string, values: Values, isDynamic = false): string {
    const row = this.#newRow({ ...defaultsOf(menuOf(path).attributes), ...values }, isDynamic)
    this.#list(path).push(row)
    this.#tell(path, row)
    return row.id
  }

  /** Changes settings without being asked over the wire. */
  alter(path: string, id: string, values: Values): void {
    this.#put(path, { ...this.#at(path, id), values: { ...this.#at(path, id).values, ...values } })
  }

  add(path: string, given: Values, placeBefore?: string): string {
    const menu = writable(path)
    if (menu.isSettings) throw new Refusal('no such command')
    const values = this.#accepted(path, given)
    for (const [name, { isRequired }] of Object.entries(menu.attributes)) {
      if (isRequired && !(name in values)) throw new Refusal(`missing =${name}=`)
    }
    const row = this.#newRow(
      fileValues(path, { ...defaultsOf(this.#known(menu)), ...values }, this),
    )
    this.#refuseTwin(path, row)
    const list = this.#list(path)
    list.splice(placeBefore === undefined ? list.length : this.#indexOf(path, placeBefore), 0, row)
    this.#tell(path, row)
    return row.id
  }

  set(path: string, id: string, given: Values): void {
    writable(path)
    const row = this.#at(path, id)
    if (row.isDynamic) throw new Refusal('failure: can not change dynamic object')
    const values = fileValues(path, { ...row.values, ...this.#accepted(path, given) }, this)
    const next = { ...row, values }
    this.#refuseTwin(path, next)
    this.#put(path, next)
  }

  unset(path: string, id: string, name: string): void {
    const { [name]: _, ...values } = this.#at(path, id).values
    const fallback = menuOf(path).attributes[name]?.default
    this.#put(path, {
      ...this.#at(path, id),
      values: { ...values, ...(fallback === undefined ? {} : { [name]: fallback }) },
    })
  }

  remove(path: string, id: string): void {
    writable(path)
    const row = this.#at(path, id)
    if (row.values['default'] === 'true') throw new Refusal('failure: can not remove default item')
    const inside = path === '/file' ? `${row.values['name']}/` : undefined
    const gone = (other: TreeRow) =>
      other.id === id || (inside !== undefined && other.values['name']?.startsWith(inside) === true)
    this.#rows.set(
      path,
      this.#list(path).filter((other) => !gone(other)),
    )
    for (const watcher of this.watchers) watcher(path, row, true)
  }

  /** Puts rows before another, or last. */
  move(path: string, ids: readonly string[], destination?: string): void {
    if (!menuOf(path).isOrdered) throw new Refusal('no such command')
    const moving = ids.map((id) => this.#at(path, id))
    const rest = this.#list(path).filter(({ id }) => !ids.includes(id))
    const at = destination === undefined ? rest.length : rest.findIndex((r) => r.id === destination)
    if (at < 0) throw new Refusal('no such item', 4)
    this.#rows.set(path, rest.toSpliced(at, 0, ...moving))
  }

  /** A row's id from what a client may call it: its id, its name, or its number in the list. */
  resolve(path: string, word: string): string {
    const { isSettings, key } = menuOf(path)
    const rows = this.#list(path)
    if (isSettings) return rows[0]?.id ?? ''
    const found = rows.find(
      ({ id, values }) => id === word || (key !== undefined && values[key] === word),
    )
    const row = found ?? (/^\d+$/.test(word) ? rows[Number(word)] : undefined)
    if (!row) throw new Refusal('no such item', 0)
    return row.id
  }

  #accepted(path: string, given: Values): Record<string, string> {
    const { attributes, hasComment } = menuOf(path)
    const accepted: Record<string, string> = {}
    for (const [name, value] of Object.entries(given)) {
      const attribute = name === 'comment' && hasComment ? {} : attributes[name]
      if (!attribute || !this.#knows(attribute)) throw new Refusal(`unknown parameter ${name}`)
      const kept = readBack(attribute.kind ?? 'text', value, attribute.choices)
      if (kept === undefined) throw new Refusal(`invalid value for argument ${name}`, 1)
      this.#refuseDangling(name, attribute, kept)
      accepted[name] = kept
    }
    return accepted
  }

  #refuseDangling(name: string, { refersTo }: Attribute, value: string): void {
    if (!refersTo || value === '') return
    const [path = '', key = ''] = refersTo.split(' ')
    const known = this.#list(path).map(({ values }) => values[key])
    if (!value.split(',').every((member) => known.includes(member))) {
      throw new Refusal(`input does not match any value of ${name}`, 1)
    }
  }

  #refuseTwin(path: string, row: TreeRow): void {
    const { key } = menuOf(path)
    if (key === undefined) return
    const isTwin = ({ id, values }: TreeRow) => id !== row.id && values[key] === row.values[key]
    if (this.#list(path).some(isTwin)) throw new Refusal(`failure: already have such ${key}`)
  }

  #knows({ since }: Pick<Attribute, 'since'>): boolean {
    if (!since) return true
    const [major = 0, minor = 0] = this.#version
    return major > since[0] || (major === since[0] && minor >= since[1])
  }

  #known({ attributes }: Menu): Record<string, Attribute> {
    return Object.fromEntries(Object.entries(attributes).filter(([, known]) => this.#knows(known)))
  }

  #newRow(values: Values, isDynamic = false): TreeRow {
    this.#lastId++
    return { id: `*${this.#lastId.toString(16).toUpperCase()}`, values, isDynamic }
  }

  #list(path: string): TreeRow[] {
    const rows = this.#rows.get(path)
    if (!rows) throw new Refusal('no such command prefix', 0)
    return rows
  }

  #at(path: string, id: string): TreeRow {
    const row = this.#list(path)[this.#indexOf(path, id)]
    if (!row) throw new Refusal('no such item', 4)
    return row
  }

  #indexOf(path: string, id: string): number {
    const index = this.#list(path).findIndex((row) => row.id === id)
    if (index < 0) throw new Refusal('no such item', 4)
    return index
  }

  #put(path: string, row: TreeRow): void {
    this.#list(path)[this.#indexOf(path, row.id)] = row
    this.#tell(path, row)
  }

  #tell(path: string, row: TreeRow): void {
    for (const watcher of this.watchers) watcher(path, row, false)
  }
}

function menuOf(path: string): Menu {
  const menu = MENUS[path]
  if (!menu) throw new Refusal('no such command prefix', 0)
  return menu
}

function writable(path: string): Menu {
  const menu = menuOf(path)
  if (menu.isReadOnly) throw new Refusal('no such command', 0)
  return menu
}

function defaultsOf(attributes: Menu['attributes']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { default: value }]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
}

/** What `/file` works out for itself: the kind from the ending, the size, and the folder above. */
function fileValues(path: string, values: Values, tree: Tree): Values {
  if (path !== '/file') return values
  const { name = '', type, contents = '' } = values
  const folder = name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : undefined
  const isFolder = (row: TreeRow) => row.values['name'] === folder && row.values['type'] !== 'file'
  if (folder !== undefined && !tree.rows(path).some(isFolder)) {
    throw new Refusal('failure: no such directory')
  }
  const size = Buffer.byteLength(contents)
  if (size > FILE_OCTETS_MAX) throw new Refusal('failure: contents are too long')
  const ending = /\.[a-z0-9]+$/.exec(name)?.[0]
  const kind = type === 'directory' || type === 'disk' ? type : ending ? `${ending} file` : 'file'
  return { ...values, type: kind, size: String(size) }
}
