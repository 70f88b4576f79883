import { assert } from '#src/kernel/assert.ts'
import type { Millis } from '#src/kernel/clock.ts'
import { slugOf } from '#src/kernel/fold.ts'
import type { Collection } from '#src/store/collection.ts'
import { type Opening, type OpeningHours, openingAt } from './opening-hours.ts'
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

  /** Grows by one with every change of any site: whoever follows them compares it. */
  get generation(): number {
    return this.#sites.generation
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

  /** Adds a site; false when that id is taken. Throws a `Bug` when its commune is none of ours. */
  add(site: Site): boolean {
    assert(this.#communes.has(site.commune), `site ${site.id} lies in no commune of ours`)
    return this.#sites.update(site.id, (existing) =>
      existing ? { value: false } : { row: site, value: true },
    )
  }

  /** Sets when a site's Wi-Fi may be used, or with nothing lifts that; false when there is no such site. */
  setOpeningHours(id: string, openingHours: OpeningHours | undefined): boolean {
    return this.#sites.update(id, (site) => {
      if (!site) return { value: false }
      const { openingHours: _, ...rest } = site
      return { row: openingHours ? { ...rest, openingHours } : rest, value: true }
    })
  }

  /** Whether a site's Wi-Fi may be used now; at a site nobody knows it may. */
  openingAt(id: string, now: Millis): Opening {
    return openingAt(this.#sites.find(id)?.openingHours, now)
  }

  /** The commune by its code, or by its name as fingers type it: `Bãi Cháy`, `bai-chay`. */
  communeNamed(text: string): Commune | undefined {
    const named = (commune: Commune) => slugOf(commune.name) === slugOf(text)
    return this.#communes.get(text) ?? this.communes().find(named)
  }
}
