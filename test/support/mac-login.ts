import type { Granted } from '#src/login/grant.ts'
import { Login } from '#src/login/login.ts'
import type { AccessReply, AccessRequest } from '#src/radius/message.ts'
import { lan, openTestLogin, requestWith, visitAs } from './login.ts'

/** Sent to the portal without having to wait. */
export const STRANGER: AccessReply = { kind: 'reject', atOnce: true }
/** Consent with the box ticked. */
export const remember = { version: '2026-11', remember: true }

type TestLogin = ReturnType<typeof openTestLogin>

/** A login where every gateway asks by the address. */
export function openMacLogin() {
  const login = openTestLogin()
  for (const gateway of ['hg-1', 'hg-2', 'bc-1']) login.world.macAuth.add(gateway)
  return login
}

/** What a gateway asks when a device has come. */
export function arrival(
  changes: Partial<AccessRequest> = {},
  { gateway = 'hg-1', mac = visitAs().mac } = {},
): AccessRequest {
  const credential = { userName: mac.toUpperCase(), password: '' }
  return requestWith(credential, visitAs({ gateway, mac }), changes)
}

/** What the city answers to an arrival. */
export const ask = ({ ports }: TestLogin, request = arrival()) =>
  new Login(ports).authorize(request)

/** Signs in by phone at a gateway's portal, and asks to be remembered unless told otherwise. */
export async function signIn(
  { ports, inbox }: TestLogin,
  { phone = lan, mac = visitAs().mac, gateway = 'hg-1', consent = remember } = {},
): Promise<Granted> {
  const [login, visit] = [new Login(ports), visitAs({ mac, gateway })]
  await login.sendCode(visit, phone, 'vi')
  const granted = await login.proveCode(visit, phone, inbox.at(-1)?.code ?? '', consent)
  if (granted.kind !== 'granted') throw new Error(granted.kind)
  return granted
}

/** The grant an acceptance names. */
export function grantIn({ ports }: TestLogin, reply: AccessReply, gateway = 'hg-1') {
  const id = reply.kind === 'accept' ? ports.classes.grantOf(reply.class, gateway) : undefined
  return id === undefined ? undefined : ports.grants.find(id)
}

/** The newest refusal that is kept. */
export function lastRefusal({ ports }: TestLogin) {
  return ports.refusals.recent({ limit: 1 })[0]
}
