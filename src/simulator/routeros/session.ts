import { createHash, randomBytes } from 'node:crypto'
import { type Command, execute, type Policies, parseCommand, show, wordsOf } from './commands.ts'
import { Refusal, type Tree, type Watcher } from './tree.ts'

/** Whom the device lets in, and what for. */
type EmulatorUser = Policies & { readonly name: string; readonly password: string }

type SessionPorts = {
  readonly tree: Tree
  readonly user: EmulatorUser
  readonly version: readonly number[]
  /** Beginnings of menus that device-mode does not allow: `/ip/hotspot`. */
  readonly forbidden: readonly string[]
  readonly send: (words: readonly string[]) => void
  /** Sends `!fatal` and hangs up. */
  readonly end: (says: string) => void
}

/** One client's conversation: sign-in, commands, and what is still running under a tag. */
export class Session {
  readonly #ports: SessionPorts
  readonly #running = new Map<string, () => void>()
  #isSignedIn = false
  #challenge: Buffer | undefined

  constructor(ports: SessionPorts) {
    this.#ports = ports
  }

  /** Answers one sentence, wholly before it returns. */
  take(words: readonly string[]): void {
    const command = parseCommand(words)
    if (words[0] === '/login') this.#login(command)
    else if (!this.#isSignedIn) this.#ports.end('not logged in')
    else if (words[0] === '/quit') this.#ports.end('session terminated on request')
    else if (words[0] === '/cancel') this.#cancel(command)
    else if (words[0] === '#') this.#reply(command, '!done')
    else if (command.verb === 'listen' || 'follow' in command.attributes) this.#listen(command)
    else this.#run(command)
  }

  /** Stops what still runs: the client is gone. */
  close(): void {
    for (const stop of this.#running.values()) stop()
    this.#running.clear()
  }

  #run(command: Command): void {
    const { tree, user, version, forbidden } = this.#ports
    try {
      const isForbidden = forbidden.some((start) => command.path.startsWith(start))
      if (isForbidden && command.verb !== 'print') {
        throw new Refusal('failure: not allowed by device-mode')
      }
      const { rows, ret } = execute(tree, command, user)
      for (const row of rows) this.#reply(command, '!re', ...row)
      const isPrint = command.verb === 'print' || command.verb === 'getall'
      if (isPrint && rows.length === 0 && ret === undefined && isAtLeast(version, 7, 18)) {
        this.#reply(command, '!empty')
      }
      this.#reply(command, '!done', ...(ret === undefined ? [] : [`=ret=${ret}`]))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#refuse(command, error)
    }
  }

  /** Old devices hand out a challenge first; its answer is MD5 of zero, password and challenge. */
  #login(command: Command): void {
    const { user, version } = this.#ports
    const { name, password, response } = command.attributes
    if (!isAtLeast(version, 6, 43) && response === undefined) {
      this.#challenge = randomBytes(16)
      this.#reply(command, '!done', `=ret=${this.#challenge.toString('hex')}`)
      return
    }
    const isProven = response === undefined ? password === user.password : this.#answers(response)
    this.#isSignedIn = name === user.name && isProven
    if (this.#isSignedIn) this.#reply(command, '!done')
    else this.#refuse(command, new Refusal('invalid user name or password (6)'))
  }

  #answers(response: string): boolean {
    if (!this.#challenge) return false
    const hash = createHash('md5')
      .update(Buffer.of(0))
      .update(this.#ports.user.password)
      .update(this.#challenge)
    return response === `00${hash.digest('hex')}`
  }

  #listen(command: Command): void {
    const { tree, user } = this.#ports
    const watcher: Watcher = (path, row, isDead) => {
      if (path !== command.path) return
      const words = isDead
        ? [`=.id=${row.id}`, '=.dead=true']
        : wordsOf(show(path, row, user), command.attributes['.proplist']?.split(','))
      this.#reply(command, '!re', ...words)
    }
    tree.watchers.add(watcher)
    this.#running.set(command.tag ?? '', () => tree.watchers.delete(watcher))
  }

  #cancel(command: Command): void {
    const wanted = command.attributes['tag']
    const tags = wanted === undefined ? [...this.#running.keys()] : [wanted]
    const cancelled = tags.filter((tag) => this.#running.has(tag))
    for (const tag of cancelled) {
      this.#running.get(tag)?.()
      this.#running.delete(tag)
      this.#trap({ tag: tag || undefined }, new Refusal('interrupted', 2))
    }
    this.#reply(command, '!done')
    for (const tag of cancelled) this.#reply({ tag: tag || undefined }, '!done')
  }

  #refuse(command: Pick<Command, 'tag'>, refusal: Refusal): void {
    this.#trap(command, refusal)
    this.#reply(command, '!done')
  }

  #trap(command: Pick<Command, 'tag'>, { message, category }: Refusal): void {
    const words = category === undefined ? [] : [`=category=${category}`]
    this.#reply(command, '!trap', ...words, `=message=${message}`)
  }

  #reply({ tag }: Pick<Command, 'tag'>, word: string, ...words: readonly string[]): void {
    this.#ports.send([word, ...(tag === undefined ? [] : [`.tag=${tag}`]), ...words])
  }
}

function isAtLeast([major = 0, minor = 0]: readonly number[], x: number, y: number): boolean {
  return major > x || (major === x && minor >= y)
}
