import { AtHand } from '#src/kernel/at-hand.ts'
import { Names } from '#src/kernel/names.ts'
import type { Keyring } from '#src/store/keyring.ts'
import { GRANTS_AT_HAND } from './grant-store.ts'

const VERSION = 1
const GRANT_AT = 1
const PROOF_AT = 9
const OCTETS = 17

/** The fields of a proof: whom it was told, and its octets as two numbers. */
const [GATEWAY, HIGH, LOW] = [0, 1, 2]
const FIELDS = 3

/**
 * The RADIUS `Class` of a grant (RFC 2865 §5.25): a version octet, the grant as an unsigned 64-bit
 * number, and 8 octets of HMAC over gateway and grant.
 *
 * The gateway echoes it in accounting. One gateway cannot bill its traffic to another's guest.
 */
export class GrantClasses {
  readonly #keyring: Keyring
  /** Proofs that need not be computed again: about 4 MB of them. */
  readonly #proven = new AtHand(GRANTS_AT_HAND, FIELDS)
  readonly #gateways = new Names()

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
    this.#prove(grant, gateway, octets)
    return octets.toString('latin1')
  }

  /** Keeps at hand the proof in such a text of ours: its gateway is told of it now, and will echo it. */
  keep(grant: number, gateway: string, text: string): void {
    this.#prove(grant, gateway, Buffer.from(text, 'latin1'))
  }

  /** The grant a `Class` names, if we gave it to this gateway. */
  grantOf(value: Uint8Array | undefined, gateway: string): number | undefined {
    if (value?.length !== OCTETS || value[0] !== VERSION) return undefined
    const octets = Buffer.isBuffer(value) ? value : Buffer.from(value)
    const grant = octets.readUInt32BE(GRANT_AT) * 2 ** 32 + octets.readUInt32BE(GRANT_AT + 4)
    if (this.#isProven(grant, gateway, octets)) return grant

    if (!Number.isSafeInteger(grant)) return undefined
    const proof = octets.subarray(PROOF_AT)
    if (!this.#keyring.verifies('class', signed(grant, gateway), proof)) return undefined
    this.#prove(grant, gateway, octets)
    return grant
  }

  #prove(grant: number, gateway: string, octets: Buffer): void {
    const { fields } = this.#proven
    const at = this.#proven.place(grant)
    fields[at + GATEWAY] = this.#gateways.numberOf(gateway)
    fields[at + HIGH] = octets.readInt32BE(PROOF_AT)
    fields[at + LOW] = octets.readInt32BE(PROOF_AT + 4)
  }

  #isProven(grant: number, gateway: string, octets: Buffer): boolean {
    const { fields } = this.#proven
    const at = this.#proven.find(grant)
    return (
      at !== undefined &&
      fields[at + HIGH] === octets.readInt32BE(PROOF_AT) &&
      fields[at + LOW] === octets.readInt32BE(PROOF_AT + 4) &&
      fields[at + GATEWAY] === this.#gateways.numberOf(gateway)
    )
  }
}

function signed(grant: number, gateway: string): string {
  return `${gateway} ${grant}`
}
