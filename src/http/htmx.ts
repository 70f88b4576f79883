import type { Context } from 'hono'

/** Whether htmx asks for a fragment. A boosted link or a restored page gets the whole page. */
export function isPartial(c: Context): boolean {
  return c.req.header('HX-Request-Type') === 'partial'
}

/** Whether the answer may be an event stream, written into the page as it comes. */
export function wantsStream(c: Context): boolean {
  return isPartial(c) && (c.req.header('Accept') ?? '').includes('text/event-stream')
}

/** Sends the reader to another page of ours, after a form (RFC 9110 §15.4.4) or from within htmx. */
export function goTo(c: Context, path: string): Response {
  if (!isPartial(c)) return c.redirect(path, 303)
  c.header('HX-Redirect', path)
  return c.body(null, 204)
}
