import { type Context, Hono } from 'hono'
import { type Door, formOf } from './door.ts'
import { cameFrom, link, queryOf, readerOf } from './reader.ts'
import { statusPage } from './status-views.ts'

/** A stay as its owner sees it, named by a token only they hold. */
export function statusRoutes(door: Door) {
  const { status, end } = door.ports

  return new Hono()
    .get('/status/:token', async (c) => {
      const reader = cameFrom(readerOf(c), {})
      const token = c.req.param('token')
      const found = await status(token)
      if (found.kind === 'unknown') return door.stop(c, 'unknown-status', reader)
      const page = statusPage(reader, { token, access: found.access, looks: looksOf(c) })
      return door.show(c, reader, page)
    })

    .post('/status/:token/end', async (c) => {
      const reader = cameFrom(readerOf(c, await formOf(c)), {})
      const token = c.req.param('token')
      const ending = await end(token)
      if (ending.kind === 'unknown') return door.stop(c, 'unknown-status', reader)
      if (ending.kind === 'ended') {
        return c.redirect(link(reader, `/status/${encodeURIComponent(token)}`), 303)
      }

      const found = await status(token)
      if (found.kind === 'unknown') return door.stop(c, 'unknown-status', reader)
      const stay = { token, access: found.access, looks: 0, ending: ending.kind }
      const isOurs = ending.kind === 'unanswered'
      return door.show(c, reader, statusPage(reader, stay), { status: isOurs ? 503 : 200 })
    })
}

function looksOf(c: Context): number {
  const looks = Number(queryOf(c).get('looks') ?? 0)
  return Number.isInteger(looks) && looks >= 0 ? looks : 0
}
