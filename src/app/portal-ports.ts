import type { Arrival, Granted, Guest, PortalPorts, PortalVisit, Whence } from '#portal/ports.ts'
import { loginLocation, readRedirect } from '#src/hotspot/dialect.ts'
import type { Credential, Visit } from '#src/hotspot/visit.ts'
import { randomId } from '#src/kernel/random.ts'
import { openStatus } from '#src/login/tokens.ts'
import type { City } from './city.ts'
import type { House } from './house.ts'

/** What the portal asks; the rest of its ports is the same in every thread. */
export type PortalCalls = Omit<PortalPorts, 'about' | 'catalogue' | 'log'>

/** Answers the portal's questions from a house on this machine. */
export function portalCalls(house: House, city: City): PortalCalls {
  return {
    ...visitPorts(house, city),
    ...signInPorts(house, city),
    ...stayPorts(house, city),
  }
}

/** From a gateway's redirect to the page it asks for. */
function visitPorts(house: House, { login }: City): Pick<PortalPorts, 'readRedirect' | 'visit'> {
  const shown = (token: string, visit: Visit): PortalVisit => ({
    token,
    site: siteName(house, house.gateways.find(visit.gateway)?.site ?? ''),
    gatewayHost: new URL(visit.loginUrl).host,
    isRemembered: login.isRemembered(visit),
    says: visit.error,
  })

  return {
    readRedirect: async (id, target): Promise<Arrival> => {
      const gateway = house.gateways.find(id)
      const redirect = readRedirect(
        gateway && { ...gateway, uamSecret: gateway.uamSecret },
        target,
        { portalUrl: portalOf(house), visitId: randomId(house.entropy) },
      )
      if (redirect.kind === 'visit') {
        const { visit } = redirect
        return { kind: 'visit', visit: shown(login.sealVisit(visit), visit) }
      }
      if (redirect.kind === 'online') {
        return { kind: 'online', status: statusIn(redirect.landing) }
      }
      house.log('portal.redirect-refused', { gateway: id, reason: redirect.kind })
      return redirect
    },

    visit: async (token) => {
      const visit = login.openVisit(token)
      return visit && shown(token, visit)
    },
  }
}

/** The ways in, each ending at the gateway's own login or with why not. */
function signInPorts(
  house: House,
  { login }: City,
): Pick<PortalPorts, 'sendCode' | 'proveCode' | 'proveVoucher' | 'proveDevice'> {
  const prove = async <T extends { readonly kind: string }>(
    { visit: token, chosen }: Guest,
    way: (visit: Visit) => Promise<T>,
  ) => {
    const visit = login.openVisit(token)
    if (!visit) return { kind: 'visit-expired' } as const
    return located(house, { visit, chosen }, await way(visit))
  }

  return {
    sendCode: async ({ visit: token, phone, language }) => {
      const visit = login.openVisit(token)
      return visit ? login.sendCode(visit, phone, language) : { kind: 'visit-expired' }
    },
    proveCode: ({ phone, code, consent: version, rememberDevice: remember, ...guest }) =>
      prove(guest, (visit) => login.proveCode(visit, phone, code, { version, remember })),
    proveVoucher: ({ code, consent: version, rememberDevice: remember, ...guest }) =>
      prove(guest, (visit) => login.proveVoucher(visit, code, { version, remember })),
    proveDevice: (guest) => prove(guest, (visit) => login.proveDevice(visit)),
  }
}

/** What the holder of a status token sees and may do, and what is counted of everybody. */
function stayPorts(house: House, city: City): Pick<PortalPorts, 'status' | 'end' | 'countOpening'> {
  return {
    status: async (token) => {
      const status = city.login.status(token)
      if (status.kind === 'unknown') return status
      const { access } = status
      return { kind: 'known', access: { ...access, site: siteName(house, access.site) } }
    },
    end: (token) => city.login.end(token),
    countOpening: (service, whence) =>
      house.openings.count(service, siteOf(house, city, whence), house.clock()),
  }
}

const STATUS_PATH = /\/status\/([\w-]+)(?:\?|$)/

/** The status token in an address of ours that a gateway handed back. */
function statusIn(landing: string | undefined): string | undefined {
  return landing === undefined ? undefined : STATUS_PATH.exec(landing)?.[1]
}

type GrantedLogin = {
  readonly kind: 'granted'
  readonly credential: Credential
  readonly statusToken: string
}

/** A yes becomes the address, on the visit's own gateway, that signs the phone in. */
function located<T extends { readonly kind: string }>(
  house: House,
  { visit, chosen }: { readonly visit: Visit; readonly chosen: Guest['chosen'] },
  proof: T,
): Exclude<T, { readonly kind: 'granted' }> | Granted {
  if (!isGranted(proof)) return proof as Exclude<T, { readonly kind: 'granted' }>
  const location = loginLocation(visit, proof.credential, {
    uamSecret: house.gateways.find(visit.gateway)?.uamSecret,
    landing: `${portalOf(house)}/status/${proof.statusToken}${chosen ? `?lang=${chosen}` : ''}`,
  })
  return { kind: 'granted', location }
}

function isGranted(proof: { readonly kind: string }): proof is GrantedLogin {
  return proof.kind === 'granted'
}

/** The portal's address as gateways are configured with it, without a slash at its end. */
export function portalOf({ config }: Pick<House, 'config'>): string {
  return config.portalUrl.href.replace(/\/$/, '')
}

function siteName(house: House, site: string): string {
  return house.places.site(site)?.name ?? site
}

/** The site a reader's token names: no more is kept of them. */
function siteOf(house: House, { login, grants }: City, { visit, status }: Whence): string {
  const opened = visit ? login.openVisit(visit) : undefined
  if (opened) return house.gateways.find(opened.gateway)?.site ?? ''
  const grant = status ? openStatus(house.keyring, status) : undefined
  return grant === undefined ? '' : (grants.find(grant)?.site ?? '')
}
