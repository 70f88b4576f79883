import type { HtmlEscapedString } from 'hono/utils/html'

/** Markup with every hole in it escaped, as `html` of `hono/html` makes it. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>
