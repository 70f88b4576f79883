import { Hono } from 'hono'
import { assert } from '#src/kernel/assert.ts'
import { findService, isOfficial, officialUrl, walledGardenHosts } from '#src/services/catalogue.ts'
import { QUERY_CHARACTERS_MAX, serviceSearch } from '#src/services/search.ts'
import { asked, type Door } from './door.ts'
import { queryOf, type Reader, readerOf } from './reader.ts'
import { resultsPage, servicePage, servicesPage } from './service-views.ts'

/** Public services, open to everybody before sign-in. */
export function serviceRoutes(door: Door) {
  const { catalogue, countOpening } = door.ports
  const search = serviceSearch(catalogue)

  return new Hono()
    .get('/services', (c) => {
      const reader = readerOf(c)
      const query = (queryOf(c).get('q') ?? '').trim().slice(0, QUERY_CHARACTERS_MAX)
      const page = query
        ? resultsPage(reader, catalogue, query, search(query))
        : servicesPage(reader, catalogue)
      return door.show(c, reader, page, { isPublic: isNobody(reader) })
    })

    .get('/services/:id', (c) => {
      const reader = readerOf(c)
      const service = findService(catalogue, c.req.param('id'))
      if (!service) return door.stop(c, 'not-found', reader)
      const page = servicePage(reader, catalogue, service)
      return door.show(c, reader, page, { isPublic: isNobody(reader) })
    })

    .get('/services/:id/open', async (c) => {
      const reader = readerOf(c)
      const service = findService(catalogue, c.req.param('id'))
      if (!service) return door.stop(c, 'not-found', reader)

      const address = officialUrl(catalogue, service)
      assert(
        isOfficial(walledGardenHosts(catalogue), address),
        'a service leads to an official host',
      )
      const isLookingAhead = c.req.method === 'HEAD' || c.req.header('Sec-Purpose') !== undefined
      if (!isLookingAhead) await asked(door, counted(countOpening(service.id, reader.whence)))
      return c.redirect(address, 303)
    })
}

/** A count that fails must not stand between a reader and a public service. */
async function counted(count: Promise<void>): Promise<{ readonly kind: 'counted' }> {
  await count
  return { kind: 'counted' }
}

function isNobody({ whence }: Reader): boolean {
  return !whence.visit && !whence.status
}
