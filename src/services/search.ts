import { fold } from '#src/kernel/fold.ts'
import type { Catalogue } from './catalogue.ts'
import type { Service } from './service.ts'

/** Longer questions are cut: a name of a procedure is shorter, and folding costs by length. */
export const QUERY_CHARACTERS_MAX = 120

/** How much each way of matching is worth. Only the order of these figures matters. */
const WORTH = {
  whole: 100,
  start: 90,
  phrase: 75,
  squeezed: 45,
  allWords: 40,
  lead: 30,
  someWords: 20,
} as const

/** A word found elsewhere than in the official name counts for a little less. */
const DISCOUNT = { name: 0, alias: 3, en: 6, group: 30 } as const

/** Below this length a query without spaces may sit in a name by accident. */
const SQUEEZED_LENGTH_MIN = 6

/** A question that names a place or a purpose too still finds what half of its words name. */
const SHARE_MIN = 0.5

/** One word names too much to lead. */
const LEAD_WORDS_MIN = 2

type Text = { readonly text: string; readonly discount: number }
type Entry = {
  readonly service: Service
  readonly texts: readonly Text[]
  readonly words: string[]
}

/** Finds services by what people type. Best first; what is equally good keeps the catalogue's order. */
export type ServiceSearch = (query: string) => readonly Service[]

/**
 * Prepares a catalogue for search: everything is folded once, so that `khai sinh`, `KHAI SINH`, its NFD
 * spelling and a keyboard without accents are one question. Pure, and quick enough for every keystroke.
 */
export function serviceSearch(catalogue: Catalogue): ServiceSearch {
  const entries = catalogue.services.map((service) => entryOf(catalogue, service))
  const filler = new Set(catalogue.search.filler.flatMap((words) => wordsOf(words)))
  const abbreviations = new Map(
    Object.entries(catalogue.search.abbreviations).map(([short, long]) => [
      plain(short),
      plain(long),
    ]),
  )

  return (query) => {
    const typed = wordsOf(query.slice(0, QUERY_CHARACTERS_MAX))
    const meant = typed
      .filter((word) => !filler.has(word))
      .flatMap((word) => (abbreviations.get(word) ?? word).split(' '))
    if (typed.length === 0) return []

    const scored = entries
      .map((entry) => ({ entry, score: Math.max(score(entry, typed), score(entry, meant)) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
    const isSure = (scored[0]?.score ?? 0) > WORTH.someWords
    return scored
      .filter(({ score }) => !isSure || score > WORTH.someWords)
      .map(({ entry }) => entry.service)
  }
}

function entryOf(catalogue: Catalogue, service: Service): Entry {
  const group = catalogue.groups.find(({ id }) => id === service.group)
  const at = (discount: number) => (text: string) => ({ text: plain(text), discount })
  const texts = [
    ...[service.name.vi, service.code ?? ''].map(at(DISCOUNT.name)),
    ...service.aliases.map(at(DISCOUNT.alias)),
    at(DISCOUNT.en)(service.name.en),
    ...[group?.name.vi ?? '', group?.name.en ?? '', ...(group?.aliases ?? [])].map(
      at(DISCOUNT.group),
    ),
  ].filter(({ text }) => text !== '')
  return { service, texts, words: texts.flatMap(({ text }) => text.split(' ')) }
}

function score(entry: Entry, words: readonly string[]): number {
  if (words.length === 0) return 0
  const phrase = words.join(' ')
  const asPhrase = Math.max(...entry.texts.map((text) => phraseScore(text, phrase)))
  return Math.max(asPhrase, wordScore(entry.words, words), leadScore(entry, words))
}

/** People name the thing first, then the place: `so do bai chay` is asked as `so do`. */
function leadScore({ texts }: Entry, words: readonly string[]): number {
  if (words.length <= LEAD_WORDS_MIN) return 0
  const lead = words.slice(0, LEAD_WORDS_MIN).join(' ')
  return texts.some((text) => phraseScore(text, lead) > 0) ? WORTH.lead : 0
}

function phraseScore({ text, discount }: Text, phrase: string): number {
  if (text === phrase) return WORTH.whole - discount
  if (text.startsWith(`${phrase} `)) return WORTH.start - discount
  if (` ${text}`.includes(` ${phrase}`)) return WORTH.phrase - discount
  const isSqueezed = !phrase.includes(' ') && phrase.length >= SQUEEZED_LENGTH_MIN
  return isSqueezed && text.replaceAll(' ', '').includes(phrase) ? WORTH.squeezed : 0
}

function wordScore(words: readonly string[], asked: readonly string[]): number {
  const found = asked.filter((ask) => words.some((word) => word.startsWith(ask))).length
  if (found === asked.length) return WORTH.allWords
  const share = found / asked.length
  return share >= SHARE_MIN ? WORTH.someWords * share : 0
}

function wordsOf(text: string): string[] {
  return plain(text).split(' ').filter(Boolean)
}

/** Folded, and `ký` like `kí`: both spellings are taught in schools. */
function plain(text: string): string {
  return fold(text).replace(/\b([hklmst]|qu)y\b/g, '$1i')
}
