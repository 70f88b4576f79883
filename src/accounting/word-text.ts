import { assert } from '#src/kernel/assert.ts'
import type { Word } from './merge.ts'

const NONE = '-'

/**
 * A word as the one line that is kept of it: status, event time, seconds, octets in and out, 1 when
 * Gigawords came, the grant its Class names or -, its cause or -.
 */
export function textOf(word: Word): string {
  const { status, at, seconds, octetsIn, octetsOut, hasGigawords, grant, cause } = word
  const gigawords = hasGigawords ? 1 : 0
  return `${status} ${at} ${seconds} ${octetsIn} ${octetsOut} ${gigawords} ${grant ?? NONE} ${cause ?? NONE}`
}

/** The word a line keeps. */
export function wordIn(line: string): Word {
  const [status, at, seconds, octetsIn, octetsOut, gigawords, grant, cause] = line.split(' ')
  assert(status === 'start' || status === 'interim' || status === 'stop', 'a word was written so')
  return {
    status,
    at: Number(at),
    seconds: Number(seconds),
    octetsIn: Number(octetsIn),
    octetsOut: Number(octetsOut),
    hasGigawords: gigawords === '1',
    grant: grant === NONE ? undefined : Number(grant),
    cause: cause === NONE ? undefined : cause,
  }
}

/** The words of a text with one a line, each line with its end. */
export function wordsIn(text: string): Word[] {
  return text.split('\n').slice(0, -1).map(wordIn)
}
