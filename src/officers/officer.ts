import * as v from 'valibot'
import { HOUR, MINUTE } from '#src/kernel/clock.ts'

/**
 * What an officer may do. `viewer` reads; `operator` also runs the city (gateways, sessions, vouchers,
 * pushes); `admin` also decides who the officers are and reads the audit trail.
 */
export const ROLES = ['admin', 'operator', 'viewer'] as const
export type Role = (typeof ROLES)[number]

/** How an invitation is used once: its hash is kept, its token is only in the link. */
const invitationSchema = v.object({
  tokenHash: v.pipe(v.string(), v.base64()),
  expiresAt: v.number(),
})

const OFFICER_ID = /^[a-z0-9][a-z0-9.-]{1,31}$/

/** An officer as the document keeps one. `id` is the name typed to sign in. */
export const officerRecordSchema = v.object({
  id: v.pipe(v.string(), v.regex(OFFICER_ID, 'two to 32 of a-z, 0-9, dot and hyphen')),
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
  role: v.picklist(ROLES),
  passwordHash: v.optional(v.pipe(v.string(), v.startsWith('$argon2id$'))),
  totpSecret: v.optional(v.pipe(v.string(), v.base64())),
  invitation: v.optional(invitationSchema),
  isDisabled: v.boolean(),
  addedAt: v.number(),
})
export type OfficerRecord = v.InferOutput<typeof officerRecordSchema>

/** An officer as pages and commands see one: nothing to sign in with is in it. */
export type Officer = Pick<OfficerRecord, 'id' | 'name' | 'role' | 'isDisabled' | 'addedAt'> & {
  /** Has a password and a second factor. */
  readonly isEnrolled: boolean
  /** When an open invitation ends. */
  readonly invitedUntil: number | undefined
}

export const INVITATION_LIFETIME = 24 * HOUR
/** A session nobody uses ends after this (ASVS 5.0 §7.3.1). */
export const SESSION_IDLE = 30 * MINUTE
/** A session ends after this however it is used (ASVS 5.0 §7.3.2). */
export const SESSION_LIFETIME = 12 * HOUR

/** Reads the name an officer signs in with, as typed. */
export function parseOfficerId(input: string): string | undefined {
  const id = input.trim().toLowerCase()
  return OFFICER_ID.test(id) ? id : undefined
}

/** Reads a role by its name. */
export function parseRole(input: unknown): Role | undefined {
  return ROLES.find((role) => role === input)
}

/** What may be shown of a record. */
export function shown(record: OfficerRecord): Officer {
  const { id, name, role, isDisabled, addedAt, passwordHash, totpSecret, invitation } = record
  const isEnrolled = passwordHash !== undefined && totpSecret !== undefined
  return { id, name, role, isDisabled, addedAt, isEnrolled, invitedUntil: invitation?.expiresAt }
}
