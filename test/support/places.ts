import type { AdminPorts } from '#src/admin/ports.ts'
import type { Site } from '#src/places/place.ts'
import { seedCommunes } from '#src/places/place-seed.ts'

/** The places of a city, whose hours can be set. */
export function fakePlaces(given: readonly Site[]): AdminPorts['places'] {
  const sites = new Map(given.map((site) => [site.id, site]))
  return {
    communes: async () => seedCommunes(),
    sites: async () => [...sites.values()],
    setOpeningHours: (id, openingHours) => {
      const site = sites.get(id)
      if (!site) return false
      const { openingHours: _, ...rest } = site
      sites.set(id, openingHours ? { ...rest, openingHours } : rest)
      return true
    },
  }
}
