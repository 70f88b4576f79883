import { html } from 'hono/html'
import type { Html } from '#src/http/html.ts'
import type { Ip } from '#src/kernel/ip.ts'
import { VENDOR_NAMES, VENDORS } from '#src/kernel/vendor.ts'
import type { Site } from '#src/places/place.ts'
import type { GatewayFaults, GatewayField } from './gateway-draft.ts'
import { policyFields } from './gateway-policy-views.ts'
import { choice, field, heading } from './parts.ts'
import type { Page, Voice } from './view.ts'

type Typed = Readonly<Partial<Record<GatewayField, string>>>
type Filled = {
  readonly sites: readonly Site[]
  readonly typed?: Typed
  readonly faults?: GatewayFaults
  /** The address that knocked and is being adopted. */
  readonly stranger?: Ip
}

/** The form of a new gateway. What was typed stays, except secrets, which are typed again. */
export function gatewayForm(
  voice: Voice,
  { sites, typed = {}, faults = {}, stranger }: Filled,
): Page {
  const { t } = voice
  return {
    title: t.gateways.add,
    section: 'gateways',
    body: html`${heading(t.gateways.add, t.gateways.addSays)}
    <form class="card stack wide" method="post" action="/gateways">
      ${stranger ? html`<p class="warning">${t.strangers.adopting(stranger)}</p><input type="hidden" name="stranger" value="${stranger}">` : ''}
      ${identityPart(voice, sites, typed, faults)}
      ${secretPart(voice, faults)}
      ${devicePart(voice, typed, faults)}
      <details${faults.coaPort ? html` open` : ''}><summary>${t.policy.part}</summary>${policyFields(voice, typed, faults)}</details>
      <p class="row"><button>${t.gateways.add}</button><a class="button quiet" href="/gateways">${t.cancel}</a></p>
    </form>`,
  }
}

/** The sentence for a field's fault, if it has one. */
function said({ t }: Voice, fault: GatewayFaults[GatewayField]): string | undefined {
  return fault && t.gatewayFaults[fault]
}

function identityPart(
  voice: Voice,
  sites: readonly Site[],
  typed: Typed,
  faults: GatewayFaults,
): Html {
  const { t } = voice
  return html`<div class="columns">
    ${field({
      name: 'id',
      label: t.name,
      value: typed.id ?? '',
      hint: t.gateways.idHint,
      fault: said(voice, faults.id),
      attributes: html`autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="63"`,
    })}
    ${field({
      name: 'address',
      label: t.gateways.addressLabel,
      value: typed.address ?? '',
      hint: t.gateways.addressHint,
      fault: said(voice, faults.address),
      attributes: html`autocomplete="off" spellcheck="false"`,
    })}
    ${choice({
      name: 'vendor',
      label: t.vendor,
      value: typed.vendor ?? 'mikrotik',
      fault: said(voice, faults.vendor),
      options: VENDORS.map((vendor) => ({ value: vendor, label: VENDOR_NAMES[vendor] })),
    })}
    ${choice({
      name: 'site',
      label: t.site,
      value: typed.site ?? '',
      fault: said(voice, faults.site),
      options: [
        { value: '', label: t.gateways.chooseSite },
        ...sites.map(({ id, name }) => ({ value: id, label: name })),
      ],
    })}
  </div>`
}

function secretPart(voice: Voice, faults: GatewayFaults): Html {
  const { t } = voice
  const attributes = html`autocomplete="off" spellcheck="false"`
  return html`<details${faults.secret || faults.uamSecret ? html` open` : ''}>
    <summary>${t.gateways.ownSecrets}</summary>
    <div class="columns">
      ${field({
        name: 'secret',
        label: t.gateways.secret,
        hint: t.gateways.secretHint,
        fault: said(voice, faults.secret),
        attributes,
        isOptional: true,
      })}
      ${field({
        name: 'uamSecret',
        label: t.gateways.uamSecret,
        hint: t.gateways.uamHint,
        fault: said(voice, faults.uamSecret),
        attributes,
        isOptional: true,
      })}
    </div>
  </details>`
}

function devicePart(voice: Voice, typed: Typed, faults: GatewayFaults): Html {
  const { t } = voice
  const isOpen =
    faults.hotspotHost || faults.apiHost || faults.apiPort || faults.apiUser || typed.apiHost
  const one = (name: GatewayField, label: string, hint = '') =>
    field({
      name,
      label,
      value: typed[name] ?? '',
      hint,
      fault: said(voice, faults[name]),
      attributes: html`autocomplete="off" spellcheck="false"`,
      isOptional: true,
    })
  return html`<details${isOpen ? html` open` : ''}>
    <summary>${t.gateways.device}</summary>
    <div class="columns">
      ${one('hotspotHost', t.gateways.hotspotHost, t.gateways.hotspotHint)}
      ${one('apiHost', t.gateways.apiHost, t.gateways.apiHint)}
      ${one('apiPort', t.gateways.apiPort, '8728')}
      ${one('apiUser', t.gateways.apiUser)}
      ${field({
        name: 'apiPassword',
        label: t.gateways.apiPassword,
        type: 'password',
        attributes: html`autocomplete="new-password"`,
        isOptional: true,
      })}
    </div>
  </details>`
}
