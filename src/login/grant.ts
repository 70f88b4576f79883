import type { Gateway } from '#src/gateways/gateway.ts'
import type { Credential } from '#src/hotspot/visit.ts'
import { MINUTE, type Millis } from '#src/kernel/clock.ts'
import type { Mac } from '#src/kernel/mac.ts'
import type { Plan } from '#src/plans/plan.ts'
import { admissionOf, type NotNow } from './admission.ts'
import { newCredential } from './credential.ts'
import type { Grant, ProofKind } from './grant-store.ts'
import { CREDENTIAL_LIFE, waitFor } from './limits.ts'
import type { LoginPorts } from './ports.ts'
import { sealStatus } from './tokens.ts'

/** Yes: what to sign in at the gateway with, and the token of the page that shows what is left. */
export type Granted = {
  readonly kind: 'granted'
  readonly credential: Credential
  readonly grant: number
  readonly statusToken: string
}

/** Too many of something lately: how long to wait. */
export type TooMany = { readonly kind: 'too-many'; readonly retryAfterMs: Millis }

/** Who has proven what, and until when at the latest that lets them in. */
export type Proven = {
  readonly person: number
  readonly device: number
  /** The device's address. */
  readonly mac: Mac
  readonly proof: ProofKind
  readonly plan: Plan
  readonly until: Millis
}

/** Writes down a yes and its one-time credential. Runs inside a transaction. */
export function grant(
  ports: LoginPorts,
  gateway: Pick<Gateway, 'id' | 'site'>,
  proven: Proven,
): Granted | NotNow | TooMany {
  const written = writeGrant(ports, gateway, proven)
  if (written.kind !== 'written') return written
  const { id } = written.grant
  const now = ports.clock()
  const credential = newCredential(ports.keyring, ports.entropy, now)
  const expiresAt = now + CREDENTIAL_LIFE
  ports.credentials.add(credential, written.grant, proven.mac, expiresAt)
  return { kind: 'granted', credential, grant: id, statusToken: sealStatus(ports.keyring, id) }
}

/** Writes down a yes: who may come in here, and until when. Runs inside a transaction. */
export function writeGrant(
  ports: LoginPorts,
  gateway: Pick<Gateway, 'id' | 'site'>,
  { person, device, proof, plan, until }: Omit<Proven, 'mac'>,
): { readonly kind: 'written'; readonly grant: Grant } | NotNow | TooMany {
  const now = ports.clock()
  const nthNewest = (n: number) => ports.grants.nthNewest(device, n)
  const retryAfterMs = waitFor(ports.limits.grantsPerDevice, nthNewest, now)
  if (retryAfterMs > 0) return { kind: 'too-many', retryAfterMs }

  const grant = {
    person,
    device,
    gateway: gateway.id,
    site: gateway.site,
    plan: plan.id,
    proof,
    grantedAt: now,
    expiresAt: Math.min(until, now + CREDENTIAL_LIFE + plan.sessionMinutes * MINUTE),
  }
  const admission = admissionOf(ports, grant, now)
  if (admission.kind !== 'open') return admission
  return { kind: 'written', grant: { ...grant, id: ports.grants.add(grant) } }
}
