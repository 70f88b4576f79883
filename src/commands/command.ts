import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import type { Config } from '#src/config.ts'
import { printable } from '#src/kernel/text.ts'

/** One flag of a command; `value` names what follows it, and is absent for a switch. */
export type Flag = { readonly about: string; readonly value?: string; readonly short?: string }

/** What a command was given: flags by name, and the words between them. */
export type Given = {
  readonly text: (flag: string) => string | undefined
  readonly has: (flag: string) => boolean
  readonly words: readonly string[]
}

/** What a command has of the process that runs it. Answers go to `out`, to be piped; the rest to `err`. */
export type Shell = {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** The settings, read when a command wants them: help needs none. */
  readonly readConfig: () => Config
}

/** A word of the command line: `gateway add`. The help text is drawn from the same table. */
export type Command = {
  readonly name: string
  readonly about: string
  /** Names of the words it takes after its flags, `SLUG`; all are required. */
  readonly words?: readonly string[]
  readonly flags: Readonly<Record<string, Flag>>
  /** Resolves to the exit code. */
  readonly run: (given: Given, shell: Shell) => Promise<number>
}

/** A command was called wrongly: the sentence says how, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Reads the arguments a command takes. An unknown flag or a missing word is a `UsageError`. */
export function parseGiven(command: Command, args: readonly string[]): Given {
  const options: ParseArgsOptionsConfig = Object.fromEntries(
    Object.entries(command.flags).map(([name, { value, short }]) => [
      name,
      { type: value ? 'string' : 'boolean', ...(short ? { short } : {}) } as const,
    ]),
  )
  const { values, positionals } = parse(command, options, args)
  const wanted = command.words ?? []
  if (positionals.length !== wanted.length) {
    const expected = wanted.length === 0 ? 'no further words' : wanted.join(' ')
    throw new UsageError(`${command.name} takes ${expected}`)
  }
  return {
    text: (flag) => (typeof values[flag] === 'string' ? values[flag] : undefined),
    has: (flag) => values[flag] === true,
    words: positionals,
  }
}

/** A flag that must be there. */
export function required(given: Given, flag: string): string {
  const text = given.text(flag)
  if (text === undefined || text === '') throw new UsageError(`--${flag} is required`)
  return text
}

/** A flag parsed into what the house uses; text it cannot be is a `UsageError` with the reason. */
export function parsed<T>(
  given: Given,
  flag: string,
  parser: (text: string) => T | undefined,
  mustBe: string,
): T | undefined {
  const text = given.text(flag)
  if (text === undefined) return undefined
  const value = parser(text)
  if (value === undefined) throw new UsageError(`--${flag}: “${text}” is not ${mustBe}`)
  return value
}

/** Reads a whole number of 1 to `max`, in digits. */
export function wholeUpTo(max: number): (text: string) => number | undefined {
  return (text) =>
    /^\d{1,15}$/.test(text) && inRange(Number(text), max) ? Number(text) : undefined
}

/** Reads one line that a terminal and a page can show as it is. */
export function lineUpTo(max: number): (text: string) => string | undefined {
  return (text) => {
    const line = text.trim()
    return line !== '' && line === printable(line, max) ? line : undefined
  }
}

function inRange(n: number, max: number): boolean {
  return n >= 1 && n <= max
}

function parse(command: Command, options: ParseArgsOptionsConfig, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split('. ')
    throw new UsageError(`${command.name}: ${sentence}`)
  }
}
