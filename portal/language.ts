/** The languages of the pages; Vietnamese first. */
export const LANGUAGES = ['vi', 'en'] as const

export type Language = (typeof LANGUAGES)[number]

/** A word in every language of the pages. */
export type Bilingual = Readonly<Record<Language, string>>

/** Reads a language as a link or a form names it. */
export function parseLanguage(input: unknown): Language | undefined {
  return LANGUAGES.find((language) => language === input)
}

/**
 * What a browser's `Accept-Language` asks for: English for whoever asks for languages and leaves
 * Vietnamese out, Vietnamese for everybody else and for whoever says nothing.
 */
export function preferredLanguage(header: string | undefined): Language {
  const asked = (header ?? '')
    .split(',')
    .map((range) => range.split(';')[0]?.trim().toLowerCase() ?? '')
    .filter(Boolean)
  const isForAll = asked.length === 0 || asked.every((range) => range === '*')
  return isForAll || asked.some((range) => /^vi(?:-|$)/.test(range)) ? 'vi' : 'en'
}
