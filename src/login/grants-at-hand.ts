import { Names } from '#src/kernel/names.ts'
import { Newest } from '#src/kernel/newest.ts'
import type { Grant, ProofKind } from './grant-store.ts'

/** All who may come back together when their power does. About 9 MB of them. */
const AT_HAND = 131_072

/** The fields of a row, in this order. */
const [PERSON, DEVICE, GRANTED_AT, EXPIRES_AT, GATEWAY, SITE, PLAN, PROOF] = [
  0, 1, 2, 3, 4, 5, 6, 7,
]
const FIELDS = 8

/**
 * The newest grants, without asking the database. There are few gateways, sites and plans, and their names
 * are kept as long as the process.
 */
export class GrantsAtHand {
  readonly #rows = new Newest(AT_HAND, FIELDS)
  readonly #names = new Names()

  keep(grant: Grant): void {
    const names = this.#names
    const { fields } = this.#rows
    const at = this.#rows.place(grant.id)
    fields[at + PERSON] = grant.person
    fields[at + DEVICE] = grant.device
    fields[at + GRANTED_AT] = grant.grantedAt
    fields[at + EXPIRES_AT] = grant.expiresAt
    fields[at + GATEWAY] = names.numberOf(grant.gateway)
    fields[at + SITE] = names.numberOf(grant.site)
    fields[at + PLAN] = names.numberOf(grant.plan)
    fields[at + PROOF] = names.numberOf(grant.proof)
  }

  find(id: number): Grant | undefined {
    const at = this.#rows.find(id)
    if (at === undefined) return undefined
    const names = this.#names
    const field = (n: number) => this.#rows.fields[at + n] as number
    return {
      id,
      person: field(PERSON),
      device: field(DEVICE),
      gateway: names.nameOf(field(GATEWAY)),
      site: names.nameOf(field(SITE)),
      plan: names.nameOf(field(PLAN)),
      proof: names.nameOf(field(PROOF)) as ProofKind,
      grantedAt: field(GRANTED_AT),
      expiresAt: field(EXPIRES_AT),
    }
  }
}
