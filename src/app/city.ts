import type { Accounting } from '#src/accounting/record.ts'
import { MINUTE } from '#src/kernel/clock.ts'
import { Arrivals } from '#src/login/arrivals.ts'
import { CODE_LIFE, LOGIN_LIMITS, REPORT_LIFE } from '#src/login/limits.ts'
import { Login } from '#src/login/login.ts'
import { macOf } from '#src/login/mac-auth.ts'
import { AlarmStore } from '#src/people/alarm-store.ts'
import { PhoneCodeStore } from '#src/people/phone-code-store.ts'
import type { RadiusHandlers } from '#src/radius/message.ts'
import type { SendSms } from '#src/sms/sms.ts'
import { type Disk, systemDisk } from '#src/store/disk.ts'
import { openEnforcement } from './enforcing.ts'
import { openEngine } from './engine.ts'
import type { House } from './house.ts'
import { openSessionControl } from './session-control.ts'
import { codeMessage } from './sms-text.ts'

/** What a city is given besides its house. */
export type CityParts = {
  readonly sendSms: SendSms
  /** Where the journal lies, if not on the machine's own disk. */
  readonly disk?: Disk
  /** Whether the disk has room for what gateways would say again. Without it sign-ins go on. */
  readonly hasRoom?: () => boolean
}

/**
 * What the city does: sign-in and accounting over one house, and what RADIUS asks of them. Disposing it
 * settles what is pending and gives up what is being asked of gateways.
 */
export type City = ReturnType<typeof openCity>

/** Joins the nouns of a house to what is done with them. One process at a time may, over one folder. */
export function openCity(
  house: House,
  { sendSms, disk = systemDisk, hasRoom = () => true }: CityParts,
) {
  const alarms = new AlarmStore(house.database)
  const control = openSessionControl(house)
  const engine = openEngine(house, {
    disk,
    hasRoom,
    onChange: (session) => {
      if (session.grant !== undefined) arrivals.end(session.grant)
      enforcement.sessionChanged(session)
    },
  })
  const { live, grants, credentials, refusals, accounting } = engine
  const enforcement = openEnforcement(house, { ...engine, control })
  const arrivals = new Arrivals(credentials.arriving(house.clock() - REPORT_LIFE))
  const login = new Login({
    ...house,
    ...engine,
    limits: LOGIN_LIMITS,
    codes: new PhoneCodeStore(house.database, house.keyring),
    deliver: (to, code, language) => sendSms(to, codeMessage(code, language, CODE_LIFE / MINUTE)),
    used: (person, now) => house.usage.used(person, now),
    liveOfPerson: (person) => live.ofPerson(person),
    alarms,
    communeOf: (site) => house.places.site(site)?.commune,
    openingAt: (site, now) => house.places.openingAt(site, now),
    arrivals,
    sessionOfGrant: (grant) => house.sessions.ofGrant(grant),
    disconnect: control.end,
  })
  return {
    login,
    live,
    accounting,
    grants,
    credentials,
    refusals,
    slowed: engine.slowed,
    enforcement,
    radius: radiusHandlers(house, login, accounting),
    end: control.end,
    change: control.change,
    async [Symbol.asyncDispose]() {
      await control[Symbol.asyncDispose]()
      await engine[Symbol.asyncDispose]()
    },
  }
}

/** What RADIUS asks of the house: each request also tells that its gateway is alive. */
function radiusHandlers(house: House, login: Login, accounting: Accounting): RadiusHandlers {
  return {
    access: (request) => {
      house.gatewayWords.heard(request.nas.id)
      return login.authorize(request)
    },
    accounting: (request) => {
      house.gatewayWords.heard(request.nas.id)
      // A device's address is kept as its hash alone, also where it is the name of the session.
      return accounting.record(macOf(request) ? { ...request, userName: '' } : request)
    },
    nasAt: (source) => house.gateways.at(source),
    nasOf: (certificate, source) => house.gateways.certified(certificate, source),
    refused: ({ names, ...refused }) => {
      house.log('gateway.certificate-refused', { ...refused, names: names.join(' ') })
    },
    pinned: (gateway) => {
      if (house.gateways.pin(gateway)) house.log('gateway.pinned', { gateway })
    },
    stranger: (source, port, datagram) => house.strangers.note(source, port, datagram),
  }
}
