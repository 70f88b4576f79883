import {
  createCipheriv,
  createDecipheriv,
  hash,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { errnoSays } from '#src/kernel/errno.ts'
import { Fault } from '#src/kernel/fault.ts'
import { syncFolder } from './durable-file.ts'

const KEY_OCTETS = 32
const IV_OCTETS = 12
const TAG_OCTETS = 16
const VERSION = 1

/** Of SHA-256 (FIPS 180-4). */
const BLOCK_OCTETS = 64

/** A key XORed with either pad of RFC 2104. */
type Pads = { readonly inner: Uint8Array; readonly outer: Uint8Array }

/**
 * What a key is for. Each purpose has a key of its own, derived by HKDF, so a value made for one can
 * never be taken for another.
 */
export type Purpose =
  | 'audit'
  | 'chargeable-user'
  | 'class'
  | 'credential'
  | 'mac'
  | 'officer-session'
  | 'phone'
  | 'phone-code'
  | 'gateway-secret'
  | 'proxy-state'
  | 'realm-secret'
  | 'upstream-record'
  | 'status-token'
  | 'totp'
  | 'visit-token'
  | 'voucher'

/**
 * Everything secret hangs on one master key, which lives in a file outside the data folder: a stolen
 * backup of the data opens nothing.
 */
export class Keyring {
  readonly #master: Uint8Array
  readonly #keys = new Map<Purpose, Buffer>()
  readonly #hashing = new Map<Purpose, Pads>()

  constructor(master: Uint8Array) {
    this.#master = master
  }

  /** Encrypts (AES-256-GCM). `context` names where the value lives; it opens nowhere else. */
  seal(purpose: Purpose, context: string, plain: string | Uint8Array): Buffer {
    const iv = randomBytes(IV_OCTETS)
    const cipher = createCipheriv('aes-256-gcm', this.#key(purpose), iv)
    cipher.setAAD(Buffer.from(context))
    const body = Buffer.concat([cipher.update(plain as string, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.of(VERSION), iv, body, cipher.getAuthTag()])
  }

  /** What was sealed for this purpose and context, or nothing when it was not, or was altered. */
  open(purpose: Purpose, context: string, sealed: Uint8Array): string | undefined {
    if (sealed.length < 1 + IV_OCTETS + TAG_OCTETS || sealed[0] !== VERSION) return undefined
    const decipher = createDecipheriv(
      'aes-256-gcm',
      this.#key(purpose),
      sealed.subarray(1, 1 + IV_OCTETS),
    )
    decipher.setAAD(Buffer.from(context))
    decipher.setAuthTag(sealed.subarray(-TAG_OCTETS))
    try {
      const body = sealed.subarray(1 + IV_OCTETS, -TAG_OCTETS)
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
    } catch {
      return undefined
    }
  }

  /**
   * HMAC-SHA-256, 32 octets: looks a value up without storing it, or signs it.
   *
   * As two digests of padded keys (RFC 2104 §2), which cost half of what a Hmac object does: packets
   * pay for this.
   */
  hash(purpose: Purpose, value: string | Uint8Array): Buffer {
    const { inner, outer } = this.#pads(purpose)
    const octets = typeof value === 'string' ? Buffer.from(value) : value
    return sha256(outer, sha256(inner, octets))
  }

  /** Whether `proof` is (a prefix of at least 8 octets of) the value's hash. Constant time. */
  verifies(purpose: Purpose, value: string | Uint8Array, proof: Uint8Array): boolean {
    if (proof.length < 8 || proof.length > 32) return false
    return timingSafeEqual(this.hash(purpose, value).subarray(0, proof.length), proof)
  }

  #pads(purpose: Purpose): Pads {
    const known = this.#hashing.get(purpose)
    if (known) return known
    const key = this.#key(purpose)
    const padded = (octet: number) =>
      Buffer.alloc(BLOCK_OCTETS).map((_, i) => (key[i] ?? 0) ^ octet)
    const pads = { inner: padded(0x36), outer: padded(0x5c) }
    this.#hashing.set(purpose, pads)
    return pads
  }

  #key(purpose: Purpose): Buffer {
    const known = this.#keys.get(purpose)
    if (known) return known
    const key = Buffer.from(hkdfSync('sha256', this.#master, '', `phu-song/${purpose}`, KEY_OCTETS))
    this.#keys.set(purpose, key)
    return key
  }
}

function sha256(pad: Uint8Array, octets: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([pad, octets]), 'buffer')
}

/** Reads the master key, 64 hex digits on one line. A missing or damaged file is a `Fault` naming it. */
export function readKeyFile(path: string): Keyring {
  if (!existsSync(path)) {
    const says = `the key file ${path} is missing; put it back, nothing opens without it`
    throw new Fault('store/corrupt', { file: path, says })
  }
  const text = readText(path).trim()
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new Fault('store/corrupt', {
      file: path,
      says: `${path} does not hold a key of 64 hex digits`,
    })
  }
  return new Keyring(Buffer.from(text, 'hex'))
}

/** Makes a new key file, readable by its owner alone, on disk with its name. Never overwrites one. */
export function createKeyFile(path: string): Keyring {
  const master = randomBytes(KEY_OCTETS)
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(path, `${master.toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true })
    chmodSync(path, 0o600)
    syncFolder(dirname(path))
  } catch (error) {
    const says = `the key file ${path} cannot be made: ${errnoSays(error)}`
    throw new Fault('store/full', { file: path, says }, error)
  }
  return new Keyring(master)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const says = `the key file ${path} cannot be read: ${errnoSays(error)}`
    throw new Fault('store/corrupt', { file: path, says }, error)
  }
}
