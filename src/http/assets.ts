import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { assert } from '#src/kernel/assert.ts'
import { acceptedEncoding } from './compress.ts'

const TYPES = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
} as const

const HASH_LENGTH = 10

type Encoding = 'br' | 'gzip' | 'identity'
type Body = Uint8Array<ArrayBuffer>

type Asset = {
  readonly path: string
  readonly type: string
  /** Made when it is first asked for: a server that starts has more urgent things to do. */
  readonly body: (encoding: Encoding) => Body
}

const ENCODERS: Readonly<Record<Encoding, (bytes: Buffer) => Body>> = {
  br: (bytes) => new Uint8Array(brotliCompressSync(bytes)),
  gzip: (bytes) => new Uint8Array(gzipSync(bytes, { level: 9 })),
  identity: (bytes) => new Uint8Array(bytes),
}

/**
 * A few small files, held in memory with their content's hash in the name, so a browser may keep each
 * for ever and a new version is a new name. No path from a request ever reaches the disk.
 */
export type Assets = {
  /** The address of a file by its plain name. An unknown name is our mistake. */
  readonly href: (name: string) => string
  /** The file at this request path, in an encoding the client reads; nothing when there is none. */
  readonly respond: (path: string, acceptEncoding: string | undefined) => Response | undefined
}

/** Reads `files`, plain name to place, once. Names end in `.css`, `.js` or `.svg`. */
export function loadAssets(files: Readonly<Record<string, URL>>, base = '/assets'): Assets {
  const byName = new Map(Object.entries(files).map(([name, url]) => [name, load(name, url, base)]))
  const byPath = new Map(Array.from(byName.values(), (asset) => [asset.path, asset]))

  return {
    href(name) {
      const asset = byName.get(name)
      assert(asset, `no asset is named ${name}`)
      return asset.path
    },
    respond(path, acceptEncoding) {
      const asset = byPath.get(path)
      return asset && answer(asset, acceptEncoding)
    },
  }
}

function load(name: string, url: URL, base: string): Asset {
  const bytes = readFileSync(url)
  const [stem = '', extension = ''] = name.split(/\.(?=\w+$)/)
  const type = TYPES[extension as keyof typeof TYPES]
  assert(type, `${name} is of no kind we serve`)
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, HASH_LENGTH)
  return {
    path: `${base}/${stem}.${hash}.${extension}`,
    type,
    body: encodedOnce(bytes),
  }
}

function encodedOnce(bytes: Buffer): Asset['body'] {
  const made: Partial<Record<Encoding, Body>> = {}
  return (encoding) => {
    made[encoding] ??= ENCODERS[encoding](bytes)
    return made[encoding]
  }
}

function answer({ type, body: bodyIn }: Asset, acceptEncoding: string | undefined): Response {
  const encoding = acceptedEncoding(acceptEncoding)
  const body = bodyIn(encoding ?? 'identity')
  return new Response(body, {
    headers: {
      'Content-Type': type,
      'Content-Length': String(body.length),
      'Cache-Control': 'public, max-age=31536000, immutable',
      'X-Content-Type-Options': 'nosniff',
      Vary: 'Accept-Encoding',
      ...(encoding ? { 'Content-Encoding': encoding } : {}),
    },
  })
}
