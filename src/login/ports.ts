import type { GatewayStore } from '#src/gateways/gateway-store.ts'
import type { Clock } from '#src/kernel/clock.ts'
import type { Log } from '#src/kernel/log.ts'
import type { Phone } from '#src/kernel/phone.ts'
import type { Entropy } from '#src/kernel/random.ts'
import type { AlarmStore } from '#src/people/alarm-store.ts'
import type { PeopleStore } from '#src/people/people-store.ts'
import type { PhoneCodeStore } from '#src/people/phone-code-store.ts'
import type { DisconnectOutcome } from '#src/radius/message.ts'
import type { Session } from '#src/sessions/session.ts'
import type { GroupCommit } from '#src/store/group-commit.ts'
import type { Keyring } from '#src/store/keyring.ts'
import type { VoucherStore } from '#src/vouchers/voucher-store.ts'
import type { AdmissionPorts } from './admission.ts'
import type { CredentialStore } from './credential-store.ts'
import type { GrantClasses } from './grant-class.ts'
import type { GrantStore } from './grant-store.ts'
import type { LoginLimits } from './limits.ts'
import type { RefusalStore } from './refusal-store.ts'

/** What deciding who may be online needs of the rest of the house. */
export type LoginPorts = AdmissionPorts & {
  readonly commit: Pick<GroupCommit, 'run'>
  readonly keyring: Keyring
  readonly clock: Clock
  readonly entropy: Entropy
  readonly log: Log
  readonly limits: LoginLimits
  readonly gateways: Pick<GatewayStore, 'find'>
  readonly people: PeopleStore
  readonly alarms: AlarmStore
  readonly codes: PhoneCodeStore
  readonly vouchers: VoucherStore
  readonly grants: GrantStore
  readonly credentials: CredentialStore
  readonly classes: GrantClasses
  readonly refusals: RefusalStore
  /** Delivers a code in the reader's language; a `Fault` when the carrier would not take it. */
  readonly deliver: (to: Phone, code: string, language: string) => Promise<void>
  /** The commune of a site, which tells far places from near ones. */
  readonly communeOf: (site: string) => string | undefined
  /** The newest session a grant opened. */
  readonly sessionOfGrant: (grant: number) => Session | undefined
  /** Asks the session's gateway to end it. */
  readonly disconnect: (session: Session) => Promise<DisconnectOutcome>
}
