import { html } from 'hono/html'
import type { Gateway } from '#src/gateways/gateway.ts'
import { type PolicyField, SIGNING } from '#src/gateways/policy.ts'
import { worriesOf } from '#src/gateways/worry.ts'
import type { Html } from '#src/http/html.ts'
import { type CertificateFault, type PolicyFaults, radsecOf } from './gateway-policy.ts'
import { choice, field, heading } from './parts.ts'
import type { Page, Voice } from './view.ts'

type Typed = Readonly<Partial<Record<PolicyField, string>>>
type Filled = {
  readonly typed: Typed & { readonly certificate?: string }
  readonly faults?: PolicyFaults & { readonly certificate?: CertificateFault }
}

/** How a gateway is believed and asked, as a form of its own. */
export function policyPage(voice: Voice, gateway: Gateway, { typed, faults = {} }: Filled): Page {
  const { t } = voice
  const path = `/gateways/${gateway.id}`
  return {
    title: t.policy.title(gateway.id),
    section: 'gateways',
    body: html`${heading(t.policy.title(gateway.id), t.policy.says)}
    ${worries(voice, gateway)}
    <form class="card stack wide" method="post" action="${path}/policy">
      ${policyFields(voice, typed, faults)}
      <p class="row"><button>${t.policy.save}</button><a class="button quiet" href="${path}">${t.cancel}</a></p>
    </form>
    ${certificateForm(voice, gateway, { typed, faults })}`,
  }
}

/** A form of its own: what it changes is which door the gateway comes in by. */
function certificateForm({ t }: Voice, gateway: Gateway, { typed, faults }: Filled): Html {
  return html`<form class="card stack wide" method="post" action="/gateways/${gateway.id}/certificate">
    <h2>RadSec</h2>
    ${field({
      name: 'certificate',
      label: t.policy.certificate,
      value: typed.certificate ?? radsecOf(gateway),
      hint: t.policy.certificateHint,
      fault: faults?.certificate && t.gatewayFaults[faults.certificate],
      attributes: html`autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="253"`,
      isOptional: true,
    })}
    <p class="row"><button>${t.policy.bind}</button></p>
  </form>`
}

/** The fields themselves: those of a new gateway too. */
export function policyFields({ t }: Voice, typed: Typed, faults: PolicyFaults): Html {
  const yesNo = [
    { value: 'yes', label: t.policy.yes },
    { value: 'no', label: t.policy.no },
  ]
  return html`<div class="columns">
    ${choice({
      name: 'messageAuthenticator',
      label: 'Message-Authenticator',
      value: typed.messageAuthenticator || 'required',
      options: SIGNING.map((value) => ({ value, label: t.policy.signing[value] })),
      hint: t.policy.signingHint,
    })}
    ${choice({
      name: 'limitProxyState',
      label: t.policy.limitProxyState,
      value: typed.limitProxyState || 'yes',
      options: yesNo,
      hint: t.policy.limitProxyStateHint,
    })}
    ${choice({
      name: 'macAuth',
      label: t.policy.macAuth,
      value: typed.macAuth || 'no',
      options: yesNo,
      hint: t.policy.macAuthHint,
    })}
    ${field({
      name: 'coaPort',
      label: t.gateways.coaPort,
      value: typed.coaPort ?? '',
      hint: t.policy.coaPortHint,
      fault: faults.coaPort && t.gatewayFaults[faults.coaPort],
      attributes: html`inputmode="numeric" autocomplete="off"`,
      isOptional: true,
    })}
  </div>`
}

/** What should worry an officer about a gateway; nothing when nothing does. */
export function worries({ t }: Voice, gateway: Gateway): Html {
  const found = worriesOf(gateway)
  if (found.length === 0) return html``
  return html`<ul class="worries">${found.map((worry) => html`<li class="warning">${t.policy.worries[worry]}</li>`)}</ul>`
}

/** The policy in force, as facts of the gateway's page. */
export function policyFacts({ t, format }: Voice, gateway: Gateway): Html {
  const { messageAuthenticator, pinnedAt, limitProxyState, macAuth, coaPort } = gateway
  const signing =
    pinnedAt === undefined
      ? t.gateways.messageAuthenticator[messageAuthenticator]
      : t.policy.pinnedSince(format.dateTime(pinnedAt))
  const yesNo = (is: boolean) => (is ? t.policy.yes : t.policy.no)
  return html`<div><dt>Message-Authenticator</dt><dd>${signing}</dd></div>
    <div><dt>${t.policy.limitProxyState}</dt><dd>${yesNo(limitProxyState)}</dd></div>
    <div><dt>${t.policy.macAuth}</dt><dd>${yesNo(macAuth ?? false)}</dd></div>
    <div><dt>${t.policy.transport}</dt><dd>${gateway.radsec ? html`RadSec <code class="secret">${radsecOf(gateway)}</code>` : 'UDP'}</dd></div>
    <div><dt>${t.gateways.coaPort}</dt><dd><code>${coaPort}</code></dd></div>`
}
