import type { Collection } from '#src/store/collection.ts'
import type { Commune, Site } from './place.ts'

const byVietnameseName = new Intl.Collator('vi').compare

/** Where the city's Wi-Fi is, and in which commune. */
export class PlaceStore {
  readonly #communes: ReadonlyMap<string, Commune>
  readonly #sites: Collection<Site>

  constructor(communes: readonly Commune[], sites: Collection<Site>) {
    this.#communes = new Map(communes.map((commune) => [commune.id, commune]))
    this.#sites = sites
  }

  /** All 54, in Vietnamese order of their names. */
  communes(): Commune[] {
    return [...this.#communes.values()].sort((a, b) => byVietnameseName(a.name, b.name))
  }

  commune(id: string): Commune | undefined {
    return this.#communes.get(id)
  }

  sites(): Site[] {
    return this.#sites.all().sort((a, b) => byVietnameseName(a.name, b.name))
  }

  site(id: string): Site | undefined {
    return this.#sites.find(id)
  }
}
