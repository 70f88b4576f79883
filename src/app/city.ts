import { Accounting } from '#src/accounting/record.ts'
import { RecordStore } from '#src/accounting/record-store.ts'
import { MINUTE } from '#src/kernel/clock.ts'
import { Arrivals } from '#src/login/arrivals.ts'
import { GrantStore } from '#src/login/grant-store.ts'
import { CODE_LIFE, LOGIN_LIMITS, REPORT_LIFE } from '#src/login/limits.ts'
import { Login } from '#src/login/login.ts'
import { RefusalStore } from '#src/login/refusal-store.ts'
import { PhoneCodeStore } from '#src/people/phone-code-store.ts'
import type { RadiusHandlers } from '#src/radius/message.ts'
import { SlowedStore } from '#src/sessions/slowed-store.ts'
import type { SendSms } from '#src/sms/sms.ts'
import type { House } from './house.ts'
import { openSessionControl } from './session-control.ts'
import { codeMessage } from './sms-text.ts'

/**
 * What the city does: sign-in and accounting over one house, and what RADIUS asks of them. Disposing it
 * gives up what is being asked of gateways.
 */
export type City = ReturnType<typeof openCity>

/** Joins the nouns of a house to what is done with them. */
export function openCity(house: House, { sendSms }: { sendSms: SendSms }) {
  const grants = new GrantStore(house.database)
  const refusals = new RefusalStore(house.database, house.keyring)
  const arrivals = new Arrivals(grants.arriving(house.clock() - REPORT_LIFE))
  const control = openSessionControl(house)
  const login = new Login({
    ...house,
    limits: LOGIN_LIMITS,
    codes: new PhoneCodeStore(house.database, house.keyring),
    grants,
    refusals,
    deliver: (to, code, language) => sendSms(to, codeMessage(code, language, CODE_LIFE / MINUTE)),
    used: (person, now) => house.usage.used(person, now),
    liveOfPerson: (person) => house.sessions.liveOfPerson(person),
    openingAt: (site, now) => house.places.openingAt(site, now),
    arrivals,
    slowed: new SlowedStore(house.database),
    sessionOfGrant: (grant) => house.sessions.ofGrant(grant),
    disconnect: control.end,
  })
  const accounting = new Accounting({
    ...house,
    records: new RecordStore(house.database),
    grantOf: (octets, gateway) => login.grantOf(octets, gateway),
    subjectOf: (grant) => grants.find(grant),
    deviceOf: (mac) => house.people.deviceOf(mac)?.id,
    siteOf: (gateway) => house.gateways.find(gateway)?.site,
    onChange: ({ grant }) => {
      if (grant !== undefined) arrivals.end(grant)
    },
  })
  const radius: RadiusHandlers = {
    access: (request) => {
      house.gatewayWords.heard(request.nas.id)
      return login.authorize(request)
    },
    accounting: (request) => {
      house.gatewayWords.heard(request.nas.id)
      return accounting.record(request)
    },
    nasAt: (source) => house.gateways.at(source),
    pinned: (gateway) => {
      if (house.gateways.pin(gateway)) house.log('gateway.pinned', { gateway })
    },
    stranger: (source, port, datagram) => house.strangers.note(source, port, datagram),
  }
  return { login, accounting, grants, refusals, radius, ...control }
}
