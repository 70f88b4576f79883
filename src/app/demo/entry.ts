import { assert } from '#src/kernel/assert.ts'
import { type Entropy, randomId, randomText } from '#src/kernel/random.ts'
import { totpCode, totpStep } from '#src/officers/totp.ts'
import type { House } from '../house.ts'

/** A link into the console that works once, and who checks it. */
export class OneTimeEntry {
  readonly token: string
  #session: string | undefined

  constructor(entropy: Entropy) {
    this.token = randomId(entropy)
  }

  /** Enrols an officer as a person would, password and code and all, whom this link signs in. */
  async enrol({ officers, entropy, clock }: House): Promise<void> {
    const invitation = officers.inviteFirst()
    assert(invitation, 'a fresh house has no officer')
    const enrolment = officers.invitation(invitation)
    assert(enrolment, 'an invitation just made is open')
    const accepted = await officers.accept(invitation, {
      password: randomText(entropy, 32),
      code: totpCode(enrolment.totpSecret, totpStep(clock())),
    })
    assert(accepted.kind === 'accepted', 'what was just enrolled is accepted')
    this.#session = accepted.sessionToken
  }

  readonly enter = (token: string): string | undefined => {
    if (token !== this.token) return undefined
    const session = this.#session
    this.#session = undefined
    return session
  }
}
