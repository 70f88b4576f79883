import type { Visit } from '#src/hotspot/visit.ts'
import { DAY, type Millis } from '#src/kernel/clock.ts'
import type { Phone } from '#src/kernel/phone.ts'
import type { AccessReply, AccessRequest } from '#src/radius/message.ts'
import { authorize } from './authorize.ts'
import { type Ending, endSession } from './end-session.ts'
import { classOf, grantOf } from './grant-class.ts'
import { type Sending, sendCode } from './phone-code.ts'
import type { LoginPorts } from './ports.ts'
import {
  type CodeProof,
  type Consent,
  type DeviceProof,
  isRemembered,
  proveCode,
  proveDevice,
  proveVoucher,
  type VoucherProof,
} from './prove.ts'
import { type Status, status } from './status.ts'
import { openVisit, sealVisit } from './tokens.ts'

/** How long refusals are kept for the administrator who is asked why. */
const REFUSALS_KEPT: Millis = 30 * DAY

/** Who may go online and for how much: what the portal and RADIUS both ask. */
export class Login {
  readonly #ports: LoginPorts

  constructor(ports: LoginPorts) {
    this.#ports = ports
  }

  sealVisit(visit: Visit): string {
    return sealVisit(this.#ports.keyring, visit, this.#ports.clock())
  }

  openVisit(token: unknown): Visit | undefined {
    return openVisit(this.#ports.keyring, token, this.#ports.clock())
  }

  sendCode(visit: Visit, phone: Phone, language: string): Promise<Sending> {
    return sendCode(this.#ports, visit, phone, language)
  }

  proveCode(visit: Visit, phone: Phone, typed: string, consent: Consent): Promise<CodeProof> {
    return proveCode(this.#ports, visit, phone, typed, consent)
  }

  proveVoucher(visit: Visit, typed: string, consent: Consent): Promise<VoucherProof> {
    return proveVoucher(this.#ports, visit, typed, consent)
  }

  proveDevice(visit: Visit): Promise<DeviceProof> {
    return proveDevice(this.#ports, visit)
  }

  isRemembered(visit: Visit): boolean {
    return isRemembered(this.#ports, visit)
  }

  authorize(request: AccessRequest): Promise<AccessReply> {
    return authorize(this.#ports, request)
  }

  status(token: unknown): Status {
    return status(this.#ports, token)
  }

  end(token: unknown): Promise<Ending> {
    return endSession(this.#ports, token)
  }

  classOf(grant: number, gateway: string): Uint8Array {
    return classOf(this.#ports.keyring, grant, gateway)
  }

  grantOf(value: Uint8Array | undefined, gateway: string): number | undefined {
    return grantOf(this.#ports.keyring, value, gateway)
  }

  /** Removes what no limit, answer or question needs any more. Meant for once an hour. */
  async tidy(): Promise<void> {
    const { commit, clock, codes, vouchers, grants, refusals } = this.#ports
    const now = clock()
    await commit.run(() => {
      codes.prune(now - 2 * DAY)
      vouchers.pruneMisses(now - DAY)
      grants.pruneCredentials(now - DAY)
      refusals.prune(now - REFUSALS_KEPT)
    })
  }
}
