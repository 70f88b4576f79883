import { errnoSays } from '#src/kernel/errno.ts'
import { Fault } from '#src/kernel/fault.ts'
import { type Command, parseGiven, type Shell, UsageError } from './command.ts'
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
  shell: Shell,
): Promise<number> {
  if (args.length === 0 || isHelp(args[0])) return help(args.slice(1), commands, shell)

  const command = named(args, commands)
  if (!command) return unknown(args, commands, shell)
  const rest = args.slice(command.name.split(' ').length)
  if (rest.some(isHelp)) {
    shell.out(explain(command))
    return DONE
  }
  return run(command, rest, shell)
}

async function run(command: Command, rest: readonly string[], shell: Shell): Promise<number> {
  try {
    return await command.run(parseGiven(command, rest), shell)
  } catch (error) {
    if (error instanceof UsageError) {
      shell.err(`${error.message}\nSee \`phu-song ${command.name} --help\`.\n`)
      return MISUSED
    }
    if (!isOfTheWorld(error)) throw error
    shell.err(`${sentenceOf(error)}\n`)
    return FAILED
  }
}

/** A fault, or a system call that no room made a fault of; anything else is a bug of ours. */
function isOfTheWorld(error: unknown): error is Fault | NodeJS.ErrnoException {
  return error instanceof Fault || (error instanceof Error && 'syscall' in error)
}

function sentenceOf(error: Fault | NodeJS.ErrnoException): string {
  if (error instanceof Fault) return error.message
  const { path, address, port } = error as NodeJS.ErrnoException & {
    address?: string
    port?: number
  }
  const what = path ?? (address && `${address} port ${port}`)
  return what ? `${what}: ${errnoSays(error)}` : errnoSays(error)
}

function help(words: readonly string[], commands: readonly Command[], { out }: Shell): number {
  const command = named(words, commands)
  out(command ? explain(command) : overview(commands))
  return DONE
}

function unknown(args: readonly string[], commands: readonly Command[], { err }: Shell): number {
  const siblings = commands.filter(({ name }) => name.startsWith(`${args[0]} `))
  const known = siblings.length > 0 ? siblings : commands
  const words = args.slice(0, args[1]?.startsWith('-') ? 1 : 2)
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
