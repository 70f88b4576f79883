/** The name of a thing in addresses, files and commands: a to z, 0 to 9 and hyphens, 63 at most. */
export const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/

/** What a name that is no slug is told. */
export const SLUG_SAYS = 'a slug: a-z, 0-9 and hyphens'
