import { type Gateway, VENDOR_DEFAULTS } from '#src/gateways/gateway.ts'
import { POLICY_FIELDS, policyDifference, policyOf } from '#src/gateways/policy.ts'
import { forRole, type OfficerVisit, type Route } from './door.ts'
import {
  type CertificateFault,
  fieldsOfPolicy,
  radsecOf,
  readPolicy,
  readRadsec,
} from './gateway-policy.ts'
import { policyPage } from './gateway-policy-views.ts'

/** How a gateway is believed and asked: changed while it serves. */
export const GATEWAY_POLICY_ROUTES: readonly Route[] = [
  forRole('operator', 'GET', '/gateways/:id/policy', async (visit) => {
    const gateway = await found(visit)
    if (!gateway) return visit.note('notFound', 404)
    return visit.page(policyPage(visit.voice, gateway, { typed: fieldsOfPolicy(gateway) }))
  }),

  forRole('operator', 'POST', '/gateways/:id/policy', change),
  forRole('operator', 'POST', '/gateways/:id/certificate', bind),
]

async function found({ c, ports }: OfficerVisit): Promise<Gateway | undefined> {
  return (await ports.gateways.find(c.req.param('id') ?? ''))?.gateway
}

async function change(visit: OfficerVisit): Promise<Response> {
  const { ports, voice, officer, page, goTo, note } = visit
  const form = await visit.form()
  const gateway = await found(visit)
  if (!gateway) return note('notFound', 404)
  const { policy, faults } = readPolicy(form)
  if (Object.keys(faults).length > 0) {
    const typed = Object.fromEntries(POLICY_FIELDS.map((field) => [field, form.text(field)]))
    return page(policyPage(voice, gateway, { typed, faults }), 422)
  }
  const { coaPort } = VENDOR_DEFAULTS[gateway.vendor]
  const after = { ...policyOf(gateway), coaPort, ...policy }
  const before = await ports.audited(
    officer.id,
    () => ports.gateways.change(gateway.id, after),
    (was) =>
      was && {
        action: 'gateway.changed',
        subject: was.id,
        detail: policyDifference(policyOf(was), after),
      },
  )
  return before ? goTo(`/gateways/${gateway.id}`, 'gatewayChanged') : note('notFound', 404)
}

/** Binds a gateway to the certificate it shows over TLS, or back to its address over UDP. */
async function bind(visit: OfficerVisit): Promise<Response> {
  const { ports, voice, officer, page, goTo, note } = visit
  const { text } = await visit.form()
  const gateway = await found(visit)
  if (!gateway) return note('notFound', 404)
  const certificate = text('certificate')
  const again = (fault: CertificateFault, status: 409 | 422) => {
    const typed = { ...fieldsOfPolicy(gateway), certificate }
    return page(policyPage(voice, gateway, { typed, faults: { certificate: fault } }), status)
  }
  const reading = readRadsec(certificate)
  if (reading.kind === 'faulty') return again('certificate', 422)
  const binding = await ports.audited(
    officer.id,
    () => ports.gateways.bind(gateway.id, reading.radsec),
    ({ kind }) => (kind === 'bound' ? boundTo(gateway, certificate) : undefined),
  )
  switch (binding.kind) {
    case 'unknown':
      return note('notFound', 404)
    case 'address-taken':
      return again('addressTaken', 409)
    case 'certificate-taken':
      return again('certificateTaken', 409)
    case 'bound':
      return goTo(`/gateways/${gateway.id}`, 'gatewayChanged')
  }
}

function boundTo(gateway: Gateway, certificate: string) {
  const change = `${radsecOf(gateway) || 'UDP'} → ${certificate || 'UDP'}`
  return { action: 'gateway.bound', subject: gateway.id, detail: { certificate: change } }
}
