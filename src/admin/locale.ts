import { en } from './locales/en.ts'
import { type Messages, vi } from './locales/vi.ts'
import { LOCALES, type Locale } from './ports.ts'

const MESSAGES: Readonly<Record<Locale, Messages>> = { vi, en }

/** Every sentence of the console in one language. */
export function messagesIn(locale: Locale): Messages {
  return MESSAGES[locale]
}

/** Reads a language by its code; nothing when we do not have it. */
export function parseLocale(input: unknown): Locale | undefined {
  return LOCALES.find((locale) => locale === input)
}
