import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { type Commune, communeSchema, type Site, siteSchema } from './place.ts'

const SEED = new URL('../../data/seed/', import.meta.url)

/** The 54 commune-level units of Quảng Ninh, as tracked in `data/seed`. */
export function seedCommunes(): Commune[] {
  const { communes } = read('communes.json') as { communes: { code: string }[] }
  return communes.map(({ code, ...rest }) => v.parse(communeSchema, { ...rest, id: code }))
}

/** Thirty well-known public places of the city, to begin with; `isDemo` marks the invented city. */
export function seedSites({ isDemo }: { isDemo: boolean }): Site[] {
  const { sites } = read('sites.json') as { sites: { communeCode: string }[] }
  return sites.map((site) => v.parse(siteSchema, { ...site, commune: site.communeCode, isDemo }))
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, SEED), 'utf8'))
}
