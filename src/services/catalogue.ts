import * as v from 'valibot'
import { type Service, type ServiceGroup, serviceGroupSchema, serviceSchema } from './service.ts'

const KEYWORD = '{code}'

const host = v.pipe(v.string(), v.regex(/^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, 'a host name'))
const words = v.array(v.pipe(v.string(), v.minLength(1)))

const recordSchema = v.object({
  _meta: v.object({
    urls: v.object({
      home: v.string(),
      dossierLookup: v.string(),
      procedureSearch: v.pipe(v.string(), v.includes(KEYWORD, `a template that holds ${KEYWORD}`)),
    }),
    walledGarden: v.array(host),
  }),
  groups: v.array(serviceGroupSchema),
  services: v.array(serviceSchema),
  search: v.optional(v.object({ filler: words, abbreviations: v.record(v.string(), v.string()) }), {
    filler: [],
    abbreviations: {},
  }),
})

/**
 * The catalogue's file, checked whole: ids are told apart, every group exists, and every address it
 * sends a reader to is https on a host that gateways let through before sign-in.
 */
export const catalogueSchema = v.pipe(
  recordSchema,
  v.check(
    ({ services }) => new Set(services.map(({ id }) => id)).size === services.length,
    'an id twice',
  ),
  v.check(
    ({ groups, services }) => services.every(({ group }) => groups.some(({ id }) => id === group)),
    'a service of a group that is not listed',
  ),
  v.check(
    ({ _meta: { urls, walledGarden } }) =>
      Object.values(urls).every((url) => isOfficial(walledGarden, url)),
    'an address outside the walled garden',
  ),
  v.transform(({ _meta: { urls, walledGarden }, ...rest }) => ({ ...rest, urls, walledGarden })),
)

/** The public services a reader can open before sign-in. No person is in it. */
export type Catalogue = v.InferOutput<typeof catalogueSchema>

/** The service of that id (its code, where it has one). */
export function findService(catalogue: Catalogue, id: string): Service | undefined {
  return catalogue.services.find((service) => service.id === id)
}

/** Every group that has services, with them, in the catalogue's order. */
export function byGroup(
  catalogue: Catalogue,
): readonly { readonly group: ServiceGroup; readonly services: readonly Service[] }[] {
  return catalogue.groups
    .map((group) => ({
      group,
      services: catalogue.services.filter((service) => service.group === group.id),
    }))
    .filter(({ services }) => services.length > 0)
}

/** Where the national portal tells of this service: by its code, else by its name. */
export function officialUrl(catalogue: Catalogue, service: Service): string {
  return searchUrl(catalogue, service.code ?? service.name.vi)
}

/** The national portal's own search for what ours did not find. */
export function searchUrl({ urls }: Catalogue, keyword: string): string {
  return urls.procedureSearch.replace(KEYWORD, () => encodeURIComponent(keyword.toWellFormed()))
}

/** The hosts a gateway lets through before sign-in, for its configuration; `*.` covers subdomains. */
export function walledGardenHosts({ walledGarden }: Catalogue): readonly string[] {
  return walledGarden
}

/** Whether an address is https, on its usual port, on a host of the walled garden. */
export function isOfficial(walledGarden: readonly string[], address: string): boolean {
  const url = URL.parse(address)
  if (url?.protocol !== 'https:' || url.port || url.username || url.password) return false
  return walledGarden.some((pattern) =>
    pattern.startsWith('*.') ? url.hostname.endsWith(pattern.slice(1)) : url.hostname === pattern,
  )
}
