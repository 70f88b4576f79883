import { WideMap } from './wide-map.ts'

/**
 * Lists of objects by a whole number, very many, most of them of one: which takes no list, for a hundred
 * thousand lists are 10 MB.
 */
export class WideLists<Item extends object> {
  readonly #lists = new WideMap<Item | readonly Item[]>()

  /** What is listed there, in the order it came. */
  get(key: number): readonly Item[] {
    const listed = this.#lists.get(key)
    if (listed === undefined) return []
    return isList(listed) ? listed : [listed]
  }

  add(key: number, item: Item): void {
    const listed = this.get(key)
    this.#lists.set(key, listed.length > 0 ? [...listed, item] : item)
  }

  /** Nothing changes when it is not there. */
  remove(key: number, item: Item): void {
    const [first, ...others] = this.get(key).filter((listed) => listed !== item)
    if (first === undefined) this.#lists.delete(key)
    else this.#lists.set(key, others.length > 0 ? [first, ...others] : first)
  }

  /** Those that have a list, in no order. It may change meanwhile. */
  keys(): Iterable<number> {
    return this.#lists.keys()
  }
}

function isList<Item>(listed: Item | readonly Item[]): listed is readonly Item[] {
  return Array.isArray(listed)
}
