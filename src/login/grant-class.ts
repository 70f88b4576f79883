import { Recent } from '#src/kernel/recent.ts'
import type { Keyring } from '#src/store/keyring.ts'

const VERSION = 1
const GRANT_AT = 1
const PROOF_AT = 9
const OCTETS = 17

/** Grants whose proof need not be computed again: about 6 MB of them. */
const AT_HAND = 65_536

/** The octets of a proof as two numbers: strings as keys would be made anew for every packet. */
type Proof = { readonly gateway: string; readonly high: number; readonly low: number }

/**
 * The RADIUS `Class` of a grant (RFC 2865 §5.25): a version octet, the grant as an unsigned 64-bit
 * number, and 8 octets of HMAC over gateway and grant.
 *
 * The gateway echoes it in accounting. One gateway cannot bill its traffic to another's guest.
 */
export class GrantClasses {
  readonly #keyring: Keyring
  readonly #proven = new Recent<number, Proof>(AT_HAND)

  constructor(keyring: Keyring) {
    this.#keyring = keyring
  }

  /** The Class that tells this gateway of a grant. */
  of(grant: number, gateway: string): Uint8Array {
    return Buffer.from(this.textOf(grant, gateway), 'latin1')
  }

  /** The same as text, an octet a character (`latin1`): what to keep many of. */
  textOf(grant: number, gateway: string): string {
    const octets = Buffer.alloc(OCTETS)
    octets[0] = VERSION
    octets.writeBigUInt64BE(BigInt(grant), GRANT_AT)
    this.#keyring.hash('class', signed(grant, gateway)).copy(octets, PROOF_AT, 0, OCTETS - PROOF_AT)
    this.#proven.set(grant, proofIn(octets, gateway))
    return octets.toString('latin1')
  }

  /** Keeps at hand the proof in such a text of ours: its gateway is told of it now, and will echo it. */
  keep(grant: number, gateway: string, text: string): void {
    this.#proven.set(grant, proofIn(Buffer.from(text, 'latin1'), gateway))
  }

  /** The grant a `Class` names, if we gave it to this gateway. */
  grantOf(value: Uint8Array | undefined, gateway: string): number | undefined {
    if (value?.length !== OCTETS || value[0] !== VERSION) return undefined
    const octets = Buffer.isBuffer(value) ? value : Buffer.from(value)
    const grant = octets.readUInt32BE(GRANT_AT) * 2 ** 32 + octets.readUInt32BE(GRANT_AT + 4)
    if (isSame(this.#proven.get(grant), proofIn(octets, gateway))) return grant

    if (!Number.isSafeInteger(grant)) return undefined
    const proof = octets.subarray(PROOF_AT)
    if (!this.#keyring.verifies('class', signed(grant, gateway), proof)) return undefined
    this.#proven.set(grant, proofIn(octets, gateway))
    return grant
  }
}

function proofIn(octets: Buffer, gateway: string): Proof {
  return { gateway, high: octets.readInt32BE(PROOF_AT), low: octets.readInt32BE(PROOF_AT + 4) }
}

function isSame(proven: Proof | undefined, { gateway, high, low }: Proof): boolean {
  return proven?.gateway === gateway && proven.high === high && proven.low === low
}

function signed(grant: number, gateway: string): string {
  return `${gateway} ${grant}`
}
