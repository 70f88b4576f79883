import type { AccountingRequest } from '#src/radius/message.ts'
import type { Word } from './merge.ts'
import { textOf, wordIn } from './word-text.ts'

/**
 * A session's word with where it came from: all that accounting goes by, and what the journal keeps.
 * The phone is named by our number for it, never by its MAC: the journal is no secret.
 */
export type Said = {
  readonly gateway: string
  readonly nasAddress: string
  readonly acctSessionId: string
  readonly acctMultiSessionId: string | undefined
  readonly userName: string
  readonly framedIp: string | undefined
  readonly device: number | undefined
  readonly word: Word
}

/** What a request says, as an authentic gateway's word. */
export function saidOf(
  { nas, source, acctMultiSessionId, userName, framedIp }: AccountingRequest,
  acctSessionId: string,
  device: number | undefined,
  word: Word,
): Said {
  return {
    gateway: nas.id,
    nasAddress: source,
    acctSessionId,
    acctMultiSessionId,
    userName,
    framedIp,
    device,
    word,
  }
}

/** As an entry of the journal. */
export function entryOf(said: Said): string {
  const { gateway, nasAddress, acctSessionId, userName, framedIp, device, word } = said
  const { acctMultiSessionId: multi } = said
  return JSON.stringify([
    gateway,
    nasAddress,
    acctSessionId,
    userName,
    framedIp ?? null,
    device ?? null,
    textOf(word),
    ...(multi === undefined ? [] : [multi]),
  ])
}

type Fields = [string, string, string, string, string | null, number | null, string, string?]

/** What an entry of the journal keeps. */
export function saidIn(entry: string): Said {
  const fields: Fields = JSON.parse(entry)
  const [gateway, nasAddress, acctSessionId, userName, framedIp, device, word, multi] = fields
  return {
    gateway,
    nasAddress,
    acctSessionId,
    acctMultiSessionId: multi,
    userName,
    framedIp: framedIp ?? undefined,
    device: device ?? undefined,
    word: wordIn(word),
  }
}
