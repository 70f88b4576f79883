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
  /** The word as the line that is kept of it. */
  readonly line: string
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
    line: textOf(word),
  }
}

/** As an entry of the journal. */
export function entryOf(said: Said): string {
  const { gateway, nasAddress, acctSessionId, userName, framedIp, device, line } = said
  const fields: Fields = [
    gateway,
    nasAddress,
    acctSessionId,
    userName,
    framedIp ?? null,
    device ?? null,
    line,
  ]
  if (said.acctMultiSessionId !== undefined) fields.push(said.acctMultiSessionId)
  return JSON.stringify(fields)
}

type Fields = [string, string, string, string, string | null, number | null, string, string?]

/** What an entry of the journal keeps. */
export function saidIn(entry: string): Said {
  const fields: Fields = JSON.parse(entry)
  const [gateway, nasAddress, acctSessionId, userName, framedIp, device, line, multi] = fields
  return {
    gateway,
    nasAddress,
    acctSessionId,
    acctMultiSessionId: multi,
    userName,
    framedIp: framedIp ?? undefined,
    device: device ?? undefined,
    word: wordIn(line),
    line,
  }
}
