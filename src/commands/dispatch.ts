import { Fault } from '#src/kernel/fault.ts'
import { type Command, parseGiven, type Terminal, UsageError } from './command.ts'
import { explain, overview } from './help.ts'

const DONE = 0
const FAILED = 1
const MISUSED = 2

/**
 * Finds the command the words name and runs it. Resolves to the exit code: 0 done, 1 the world failed
 * it (one sentence on the error output), 2 it was called wrongly (a sentence and where help is).
 */
export async function dispatch(
  args: readonly string[],
  commands: readonly Command[],
  terminal: Terminal,
): Promise<number> {
  if (args.length === 0 || isHelp(args[0])) return help(args.slice(1), commands, terminal)

  const command = named(args, commands)
  if (!command) return unknown(args, commands, terminal)
  const rest = args.slice(command.name.split(' ').length)
  if (rest.some(isHelp)) {
    terminal.out(explain(command))
    return DONE
  }
  return run(command, rest, terminal)
}

async function run(command: Command, rest: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await command.run(parseGiven(command, rest), terminal)
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err(`${error.message}\nSee \`phu-song ${command.name} --help\`.\n`)
      return MISUSED
    }
    if (error instanceof Fault) {
      terminal.err(`${error.message}\n`)
      return FAILED
    }
    throw error
  }
}

function help(words: readonly string[], commands: readonly Command[], { out }: Terminal): number {
  const command = named(words, commands)
  out(command ? explain(command) : overview(commands))
  return DONE
}

function unknown(args: readonly string[], commands: readonly Command[], { err }: Terminal): number {
  const siblings = commands.filter(({ name }) => name.startsWith(`${args[0]} `))
  const known = siblings.length > 0 ? siblings : commands
  const words = args.filter((arg) => !arg.startsWith('-')).slice(0, 2)
  err(`There is no command “${words.join(' ')}”; there are:\n`)
  err(known.map(({ name, about }) => `  ${name}: ${about}\n`).join(''))
  return MISUSED
}

function named(args: readonly string[], commands: readonly Command[]): Command | undefined {
  const two = args.slice(0, 2).join(' ')
  return commands.find(({ name }) => name === two) ?? commands.find(({ name }) => name === args[0])
}

function isHelp(arg: string | undefined): boolean {
  return arg === 'help' || arg === '--help' || arg === '-h'
}
