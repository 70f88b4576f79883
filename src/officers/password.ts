import { argon2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Bug } from '#src/kernel/assert.ts'
import { fold } from '#src/kernel/fold.ts'
import type { Entropy } from '#src/kernel/random.ts'

const derive = promisify(argon2)

/** OWASP's floor for Argon2id and ASVS 5.0 §11.4.2: 19 MiB, two passes, one lane. About 60 ms. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const
const SALT_OCTETS = 16
const TAG_OCTETS = 32

/** ASVS 5.0 §6.2.1 asks for 8 and advises 15; there is a second factor beside it. */
export const PASSWORD_LENGTH_MIN = 12
/** Long enough for a sentence, short enough to hash. */
export const PASSWORD_LENGTH_MAX = 128

/** What people type when told to type twelve characters. Compared without marks, case and digits. */
const WORST = [
  'password',
  'matkhau',
  'quangninh',
  'halong',
  'phusong',
  'qwertyuiop',
  'administrator',
]

/** Why a password is refused. */
export type PasswordFault = 'too-short' | 'too-long' | 'too-common' | 'holds-name'

/** What is wrong with a new password, or nothing. No rule about kinds of characters: length is what helps. */
export function passwordFault(password: string, officerId: string): PasswordFault | undefined {
  const text = password.normalize('NFKC')
  if (text.length < PASSWORD_LENGTH_MIN) return 'too-short'
  if (text.length > PASSWORD_LENGTH_MAX) return 'too-long'
  const letters = fold(text).replace(/[^a-z]/g, '')
  if (WORST.some((word) => letters.replaceAll(word, '').length < 3)) return 'too-common'
  if (new Set(text).size < 5) return 'too-common'
  if (officerId.length > 3 && fold(text).includes(fold(officerId))) return 'holds-name'
  return undefined
}

/** Hashes with Argon2id (RFC 9106) into the usual text, which names its own parameters. */
export async function hashPassword(password: string, entropy: Entropy): Promise<string> {
  const salt = entropy(SALT_OCTETS)
  const tag = await tagOf(password, salt, COST, TAG_OCTETS)
  const { memory, passes, parallelism } = COST
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`
}

/** Whether this is the password behind the hash. Takes as long for a wrong one. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const { salt, tag, cost } = parse(hash)
  return timingSafeEqual(await tagOf(password, salt, cost, tag.length), tag)
}

type Cost = { readonly memory: number; readonly passes: number; readonly parallelism: number }

function tagOf(
  password: string,
  nonce: Uint8Array,
  cost: Cost,
  tagLength: number,
): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFKC'), 'utf8')
  return derive('argon2id', { message, nonce, tagLength, ...cost })
}

const PHC =
  /^\$argon2id\$v=19\$m=(?<m>\d+),t=(?<t>\d+),p=(?<p>\d+)\$(?<salt>[\w+/]+)\$(?<tag>[\w+/]+)$/

function parse(hash: string) {
  const groups = PHC.exec(hash)?.groups
  if (!groups) throw new Bug('a stored password hash is not in the form we write')
  return {
    salt: Buffer.from(groups['salt'] ?? '', 'base64'),
    tag: Buffer.from(groups['tag'] ?? '', 'base64'),
    cost: {
      memory: Number(groups['m']),
      passes: Number(groups['t']),
      parallelism: Number(groups['p']),
    },
  }
}

function base64(octets: Uint8Array): string {
  return octets.toBase64({ omitPadding: true })
}
