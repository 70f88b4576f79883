import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import * as library from 'node-routeros'
import { assert } from '#src/kernel/assert.ts'
import { encodeSentence, SentenceReader } from './wire.ts'

/** One `!trap`: what the device says is wrong, and its category (0 missing … 7 returned value). */
type Trap = { readonly category: number | undefined; readonly message: string }

/** The device said no to a command, in one or more traps. */
export class TrapError extends Error {
  override readonly name = 'TrapError'
  readonly traps: readonly Trap[]

  constructor(traps: readonly Trap[]) {
    super(traps.map(({ message }) => message).join('; '))
    this.traps = traps
  }
}

/** The device ended the conversation with `!fatal`. */
export class FatalError extends Error {
  override readonly name = 'FatalError'
}

/** The certificate is not the one that was pinned for this device. */
export class PinError extends Error {
  override readonly name = 'PinError'
}

/** Reply attributes of one sentence. */
export type Row = Readonly<Record<string, string>>

/** What we reach inside of the library: names its published types keep private. */
type Inside = {
  channel: {
    id: string
    data: Row[]
    streaming: boolean
    connector: Inside['connector']
    traps?: Trap[]
    on(event: string, listener: (value: never) => void): void
    once(event: string, listener: (value: never) => void): void
    emit(event: string, value: unknown): void
    close(): void
    readAndWrite(words: string[]): void
  }
  connector: {
    socket: Socket | TLSSocket
    tls?: { pinnedSha256?: string }
    emit(event: string, ...values: unknown[]): void
    listenerCount(event: string): number
    destroy(): void
    close(): void
  }
  receiver: {
    socket: Socket
    tags: Map<string | undefined, { callback: (words: string[]) => void }>
  }
  api: {
    user: string
    password: string
    connector: Inside['connector'] | undefined
    write(words: string[]): Promise<Row[]>
  }
}

/** The library's connection with its own parts in reach, for the link that owns it. */
export type RepairedApi = Inside['api'] & {
  on(event: 'error', listener: (error: Error) => void): void
  on(event: 'close', listener: () => void): void
  connect(): Promise<unknown>
}

type Library = Pick<typeof library, 'RouterOSAPI' | 'Connector' | 'Receiver' | 'Channel'>
type Method = (this: never, ...values: never[]) => unknown

const REPAIRED = Symbol.for('phu-song/node-routeros-repaired')

/**
 * Replaces what does not work in node-routeros 1.6.9, through the classes it exports.
 *
 * Whole sentences are written and read in UTF-8, whatever the network does to the stream; `!empty`
 * (RouterOS 7.18) and late replies are harmless; traps keep their category; errors keep their cause.
 * Does its work once. A version with other methods is refused by a `Bug` that names the method.
 */
export function repair({ RouterOSAPI, Connector, Receiver, Channel }: Library): void {
  if (REPAIRED in RouterOSAPI) return
  const streaming = methodOf(Channel, 'write') as (...values: unknown[]) => unknown
  const onConnect = methodOf(Connector, 'onConnect')

  replace(Connector, 'write', writeSentence)
  replace(Connector, 'onError', passError)
  replace(Connector, 'onConnect', function (this: Inside['connector']) {
    if (isPinned(this)) Reflect.apply(onConnect, this, [])
  })
  replace(Receiver, 'processRawData', readSentences)
  replace(Channel, 'processPacket', processReply)
  replace(
    Channel,
    'write',
    function (this: Inside['channel'], words: string[], ...rest: unknown[]) {
      if (rest[0] === true) return Reflect.apply(streaming, this, [[...words], ...rest])
      return writeCommand.call(this, words)
    },
  )
  replace(RouterOSAPI, 'login', login)
  replace(RouterOSAPI, 'holdConnection', () => undefined)
  Object.defineProperty(RouterOSAPI, REPAIRED, { value: true })
}

function methodOf(owner: { prototype: object; name: string }, name: string): Method {
  const method: unknown = Reflect.get(owner.prototype, name)
  const isThere = typeof method === 'function' && Object.hasOwn(owner.prototype, name)
  assert(isThere, `node-routeros has no ${owner.name}.${name} any more: review the repair`)
  return method as Method
}

function replace(owner: { prototype: object; name: string }, name: string, value: Method): void {
  methodOf(owner, name)
  Object.defineProperty(owner.prototype, name, { value, writable: true, configurable: true })
}

/** One segment a sentence: word by word, Nagle and delayed acknowledgements cost 50 ms a command. */
function writeSentence(this: Inside['connector'], words: string[]): unknown {
  this.socket.write(encodeSentence(words))
  return this
}

/** The error itself, not an exception of the library's that has lost its message. */
function passError(this: Inside['connector'], error: Error): void {
  if (this.listenerCount('error') > 0) this.emit('error', error, this)
  this.destroy()
}

/** Checked before the first word: a password never reaches a device with another certificate. */
function isPinned({ tls, socket }: Inside['connector']): boolean {
  if (!tls) return true
  const { raw } = (socket as TLSSocket).getPeerCertificate()
  const seen = raw ? createHash('sha256').update(raw).digest('hex') : 'none'
  if (seen === tls.pinnedSha256) return true
  socket.destroy(new PinError(`certificate SHA-256 is ${seen}, pinned is ${tls.pinnedSha256}`))
  return false
}

const readers = new WeakMap<Inside['receiver'], SentenceReader>()

function readSentences(this: Inside['receiver'], chunk: Buffer): void {
  const reader = readers.getOrInsertComputed(this, () => new SentenceReader())
  try {
    for (const words of reader.read(chunk)) deliver(this, words)
  } catch (error) {
    this.socket.destroy(error as Error)
  }
}

/** A reply nobody waits for any more is dropped: its command was given up, or was never ours. */
function deliver({ tags }: Inside['receiver'], words: string[]): void {
  if (words[0] === '!fatal') throw new FatalError(words.slice(1).join(' ') || 'no reason given')
  const tag = words.find((word) => word.startsWith('.tag='))?.slice('.tag='.length)
  tags.get(tag)?.callback(words.filter((word) => !word.startsWith('.tag=')))
}

function writeCommand(this: Inside['channel'], words: string[]): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    this.once('done', resolve as (value: never) => void)
    this.once('trap', reject as (value: never) => void)
    this.readAndWrite([...words, `.tag=${this.id}`])
  })
}

function processReply(this: Inside['channel'], [reply, ...words]: string[]): void {
  const row = rowOf(words)
  if (reply === '!trap') {
    const category = row['category'] === undefined ? undefined : Number(row['category'])
    this.traps = [...(this.traps ?? []), { category, message: row['message'] ?? '' }]
  }
  if (this.streaming) this.emit('stream', row)
  else if ((reply === '!re' || reply === '!done') && words.length > 0) this.data.push(row)
  if (reply !== '!done') return

  if (this.traps) this.emit('trap', new TrapError(this.traps))
  else this.emit('done', this.data)
  this.close()
}

/** `=name=value`, where the value may hold `=`. */
function rowOf(words: readonly string[]): Row {
  return Object.fromEntries(
    words.map((word) => {
      const cut = word.indexOf('=', 1)
      return cut < 0 ? [word.slice(1), ''] : [word.slice(1, cut), word.slice(cut + 1)]
    }),
  )
}

/** Signs in, in the clear as since 6.43 or by the older challenge; any other answer is a refusal. */
async function login(this: Inside['api']): Promise<unknown> {
  const name = `=name=${this.user}`
  const [reply] = await this.write(['/login', name, `=password=${this.password}`])
  if (!reply) return this

  const challenge = reply['ret'] ?? ''
  if (!/^[0-9a-f]{32}$/i.test(challenge)) {
    throw new TrapError([{ category: undefined, message: 'an answer to /login we do not know' }])
  }
  const response = createHash('md5')
    .update(Buffer.of(0))
    .update(this.password, 'utf8')
    .update(Buffer.from(challenge, 'hex'))
    .digest('hex')
  await this.write(['/login', name, `=response=00${response}`])
  return this
}

repair(library)

/** A connection of the repaired library, not yet connected. It is used once and then thrown away. */
export function newApi(options: ConstructorParameters<typeof library.RouterOSAPI>[0]): RepairedApi {
  return new library.RouterOSAPI(options) as unknown as RepairedApi
}
