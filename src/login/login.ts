import type { Visit } from '#src/hotspot/visit.ts'
import { DAY, type Millis } from '#src/kernel/clock.ts'
import type { Phone } from '#src/kernel/phone.ts'
import type { AccessReply, AccessRequest } from '#src/radius/message.ts'
import { authorize } from './authorize.ts'
import { type Ending, endSession } from './end-session.ts'
import { authorizeByMac, macOf } from './mac-auth.ts'
import { type Sending, sendCode } from './phone-code.ts'
import type { LoginPorts } from './ports.ts'
import {
  type CodeProof,
  type Consent,
  type DeviceProof,
  proveCode,
  proveDevice,
  proveVoucher,
  type VoucherProof,
} from './prove.ts'
import { isKnown } from './remembered.ts'
import { type Status, status } from './status.ts'
import { openVisit, sealVisit } from './tokens.ts'

/** How long refusals are kept for the administrator who is asked why. */
const REFUSALS_KEPT: Millis = 30 * DAY

/** How long settled alarms are kept. */
const ALARMS_KEPT: Millis = 90 * DAY

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

  /** Whether `proveDevice` would know this phone: then its page needs one button. */
  isRemembered(visit: Visit): boolean {
    return isKnown(this.#ports, visit.mac)
  }

  /** Decides an Access-Request: by a one-time credential, or by the device's address where that serves. */
  authorize(request: AccessRequest): Promise<AccessReply> {
    const mac = macOf(request)
    const isByMac = mac !== undefined && this.#ports.gateways.find(request.nas.id)?.macAuth === true
    return isByMac ? authorizeByMac(this.#ports, request, mac) : authorize(this.#ports, request)
  }

  status(token: unknown): Status {
    return status(this.#ports, token)
  }

  end(token: unknown): Promise<Ending> {
    return endSession(this.#ports, token)
  }

  /** Removes what no limit, answer or question needs any more. Meant for once an hour. */
  async tidy(): Promise<void> {
    const { commit, clock, codes, vouchers, credentials, refusals, alarms } = this.#ports
    const now = clock()
    await commit.run(() => {
      codes.prune(now - 2 * DAY)
      vouchers.pruneMisses(now - DAY)
      credentials.prune(now - DAY)
      refusals.prune(now - REFUSALS_KEPT)
      alarms.prune(now - ALARMS_KEPT)
    })
  }
}
