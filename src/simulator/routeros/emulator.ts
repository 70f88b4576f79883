import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { encodeSentence, SentenceReader } from '#src/device/routeros/wire.ts'
import { Session } from './session.ts'
import { Tree } from './tree.ts'

/** What goes wrong on the way, for tests. The object is read anew at every sentence. */
export type EmulatorFaults = {
  /** Cuts what is sent into pieces of this size, each in a turn of its own. */
  chunkOctets?: number
  /** Sends the zero that ends a sentence by itself. */
  isTerminatorAlone?: boolean
  /** Hangs up on whoever connects, before a word. */
  isDeaf?: boolean
  /** What happens instead of the answer to this command, the `count`th of the device's life. */
  onCommand?: (command: string, count: number) => Mishap | undefined
}

export type Mishap =
  /** No answer, ever. */
  | 'stall'
  /** Runs the command; the answer is lost with the connection. */
  | 'lose-answer'
  | 'close'
  | 'reset'
  | 'fatal'
  /** Answers, and once more under the same tag. */
  | 'answer-twice'

export type EmulatorOptions = {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly identity: string
  readonly board?: string
  /** `7.18.2` unless told: older ones sign in by challenge, or do not know `!empty`. */
  readonly version?: string
  /** Whether the user has the `sensitive` policy, and is shown secrets. */
  readonly canSeeSecrets?: boolean
  readonly canWrite?: boolean
  /** Beginnings of menus that device-mode does not allow. */
  readonly forbidden?: readonly string[]
  readonly hasFlash?: boolean
  /** PEM; with it the API is spoken over TLS. */
  readonly tls?: { readonly key: string; readonly cert: string }
  readonly faults?: EmulatorFaults
}

export type RouterOsEmulator = AsyncDisposable & {
  readonly host: string
  readonly port: number
  /** The configuration itself, to look at and to tamper with. */
  readonly tree: Tree
  /** How many clients are connected now. */
  readonly connections: () => number
  /** Commands taken so far, sign-ins among them. */
  readonly commands: () => number
}

/** A sentence longer than any of ours is not buffered for whoever asks. */
const WORD_OCTETS_MAX = 256 * 1024

/**
 * A RouterOS device that answers the API on a real socket, its configuration in memory.
 *
 * It comes as a technician leaves one: a hotspot of its own on its bridge, with the default profile.
 */
export async function openRouterOsEmulator(options: EmulatorOptions): Promise<RouterOsEmulator> {
  const version = (options.version ?? '7.18.2').split('.').map(Number)
  const tree = furnished(new Tree(version), options)
  const sockets = new Set<Socket>()
  const life = { commands: 0 }

  const accept = (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    serve(socket, tree, version, options, life)
  }
  const server: Server = options.tls ? createTlsServer(options.tls, accept) : createServer(accept)
  server.listen(options.port, options.host)
  await once(server, 'listening')
  const { port } = server.address() as { port: number }

  return {
    host: options.host,
    port,
    tree,
    connections: () => sockets.size,
    commands: () => life.commands,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function furnished(tree: Tree, options: EmulatorOptions): Tree {
  const { identity, board, version, hasFlash, forbidden } = options
  tree.alter('/system/identity', tree.resolve('/system/identity', ''), { name: identity })
  tree.alter('/system/resource', tree.resolve('/system/resource', ''), {
    version: `${version ?? '7.18.2'} (stable)`,
    'board-name': board ?? 'hAP ax^2',
    'architecture-name': 'arm64',
    uptime: '1w2d3h4m5s',
  })
  if (forbidden?.some((menu) => menu.startsWith('/ip/hotspot'))) {
    const mode = tree.resolve('/system/device-mode', '')
    tree.alter('/system/device-mode', mode, { mode: 'home', hotspot: 'false' })
  }
  tree.plant('/ip/hotspot', { name: 'hotspot1', interface: 'bridge' })
  if (hasFlash) tree.plant('/file', { name: 'flash', type: 'disk', contents: '', size: '0' })
  return tree
}

function serve(
  socket: Socket,
  tree: Tree,
  version: readonly number[],
  options: EmulatorOptions,
  life: { commands: number },
): void {
  const { faults = {} } = options
  socket.setNoDelay(true)
  socket.on('error', () => undefined)
  if (faults.isDeaf) {
    socket.end()
    return
  }
  const outlet = new Outlet(socket, faults)
  const session = new Session({
    tree,
    version,
    user: {
      name: options.user,
      password: options.password,
      canSeeSecrets: options.canSeeSecrets ?? false,
      canWrite: options.canWrite ?? true,
    },
    forbidden: options.forbidden ?? [],
    send: (words) => outlet.send(words),
    end: (says) => outlet.end(says),
  })
  socket.once('close', () => session.close())

  const reader = new SentenceReader(WORD_OCTETS_MAX)
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const words of reader.read(chunk)) {
        life.commands++
        const mishap = faults.onCommand?.(words[0] ?? '', life.commands)
        if (!mishap || mishap === 'answer-twice') session.take(words)
        if (mishap) befall(mishap, words, session, outlet)
      }
    } catch {
      socket.destroy()
    }
  })
}

function befall(mishap: Mishap, words: string[], session: Session, outlet: Outlet): void {
  switch (mishap) {
    case 'stall':
      return
    case 'lose-answer':
      outlet.mute()
      session.take(words)
      outlet.close()
      return
    case 'close':
      outlet.close()
      return
    case 'reset':
      outlet.reset()
      return
    case 'fatal':
      outlet.end('session terminated by administrator')
      return
    case 'answer-twice':
      session.take(words)
  }
}

/** The way back to the client, as broken as the faults say. */
class Outlet {
  readonly #socket: Socket
  readonly #faults: EmulatorFaults
  #isMute = false
  #turn: Promise<void> = Promise.resolve()

  constructor(socket: Socket, faults: EmulatorFaults) {
    this.#socket = socket
    this.#faults = faults
  }

  send(words: readonly string[]): void {
    if (this.#isMute) return
    const pieces = this.#cut(encodeSentence(words))
    const [whole] = pieces
    if (pieces.length === 1 && whole) {
      this.#socket.write(whole)
      return
    }
    this.#turn = this.#turn.then(() => this.#trickle(pieces))
  }

  /** `!fatal` carries no tag and its reason as a bare word. */
  end(says: string): void {
    this.send(['!fatal', says])
    this.close()
  }

  mute(): void {
    this.#isMute = true
  }

  close(): void {
    this.#turn = this.#turn.then(() => void this.#socket.end())
  }

  reset(): void {
    this.#socket.resetAndDestroy()
  }

  #cut(octets: Buffer): Buffer[] {
    const { chunkOctets, isTerminatorAlone } = this.#faults
    if (isTerminatorAlone) return [octets.subarray(0, -1), octets.subarray(-1)]
    if (!chunkOctets) return [octets]
    const count = Math.ceil(octets.length / chunkOctets)
    return Array.from({ length: count }, (_, i) =>
      octets.subarray(i * chunkOctets, (i + 1) * chunkOctets),
    )
  }

  async #trickle(pieces: readonly Buffer[]): Promise<void> {
    for (const piece of pieces) {
      this.#socket.write(piece)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}
