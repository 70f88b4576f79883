import { AtHand, unboxed } from '#src/kernel/at-hand.ts'
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

  /** The Class that tells this gateway of a grant. Its proof is computed once, while it is at hand. */
  of(grant: number, gateway: string): Uint8Array {
    const octets = Buffer.allocUnsafe(OCTETS)
    octets[0] = VERSION
    octets.writeUInt32BE(Math.floor(grant / 2 ** 32), GRANT_AT)
    octets.writeUInt32BE(grant % 2 ** 32, GRANT_AT + 4)
    const { fields } = this.#proven
    const at = this.#find(grant, gateway)
    if (at === undefined) {
      const proof = this.#keyring.hash('class', signed(grant, gateway))
      proof.copy(octets, PROOF_AT, 0, OCTETS - PROOF_AT)
      this.#prove(grant, gateway, octets)
    } else {
      octets.writeInt32BE(fields[at + HIGH] as number, PROOF_AT)
      octets.writeInt32BE(fields[at + LOW] as number, PROOF_AT + 4)
    }
    return octets
  }

  /** The grant a `Class` names, if we gave it to this gateway. */
  grantOf(value: Uint8Array | undefined, gateway: string): number | undefined {
    if (value?.length !== OCTETS || value[0] !== VERSION) return undefined
    const octets = Buffer.isBuffer(value) ? value : Buffer.from(value)
    const high = octets.readUInt32BE(GRANT_AT)
    const grant = unboxed(high * 2 ** 32 + octets.readUInt32BE(GRANT_AT + 4))
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
    const at = this.#find(grant, gateway)
    return (
      at !== undefined &&
      fields[at + HIGH] === octets.readInt32BE(PROOF_AT) &&
      fields[at + LOW] === octets.readInt32BE(PROOF_AT + 4)
    )
  }

  /** Where the proof is that was told to this gateway, if it is at hand. */
  #find(grant: number, gateway: string): number | undefined {
    const at = this.#proven.find(grant)
    if (at === undefined) return undefined
    const isTheirs = this.#proven.fields[at + GATEWAY] === this.#gateways.numberOf(gateway)
    return isTheirs ? at : undefined
  }
}

function signed(grant: number, gateway: string): string {
  return `${gateway} ${grant}`
}
