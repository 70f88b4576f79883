import type { Language } from '../language.ts'
import { en } from './en.ts'
import { enLegal } from './en-legal.ts'
import { type Messages, vi } from './vi.ts'
import { type LegalTexts, viLegal } from './vi-legal.ts'

/** Every sentence of the portal, by language. */
export const MESSAGES: Record<Language, Messages> = { vi, en }

/** The legal pages, by language. */
export const LEGAL: Record<Language, LegalTexts> = { vi: viLegal, en: enLegal }
