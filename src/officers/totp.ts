import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Millis, SECOND } from '#src/kernel/clock.ts'

/** What every authenticator app assumes (RFC 6238 §4.1, §5.2). */
const STEP: Millis = 30 * SECOND
const DIGITS = 6
/** A clock may be one step off either way (RFC 6238 §5.2). */
const DRIFT_STEPS = 1

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The step an instant falls in. */
export function totpStep(now: Millis): number {
  return Math.floor(now / STEP)
}

/** The code of a step (RFC 6238 §4 with HMAC-SHA-1; the truncation is RFC 4226 §5.3). */
export function totpCode(secret: Uint8Array, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', secret).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0x0f
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/**
 * The step whose code was typed, or nothing. Spaces in it are forgiven.
 *
 * The caller must remember the step and refuse it and every earlier one from then on (RFC 6238 §5.2).
 */
export function totpStepOf(secret: Uint8Array, typed: string, now: Millis): number | undefined {
  const code = typed.replace(/\s/g, '')
  if (!/^\d{6}$/.test(code)) return undefined
  const middle = totpStep(now)
  let found: number | undefined
  for (let step = middle - DRIFT_STEPS; step <= middle + DRIFT_STEPS; step++) {
    if (timingSafeEqual(Buffer.from(totpCode(secret, step)), Buffer.from(code))) found = step
  }
  return found
}

/** The secret as it is typed into an app that cannot see the picture (RFC 4648 §6, no padding). */
export function base32(octets: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const octet of octets) {
    held = (held << 8) | octet
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += BASE32[(held >> bits) & 31]
    }
    held &= (1 << bits) - 1
  }
  return bits > 0 ? text + BASE32[(held << (5 - bits)) & 31] : text
}

/** What the picture says to the app: the key URI format authenticators share. */
export function totpUri(secret: Uint8Array, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`
}
