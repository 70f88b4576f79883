import type { radiusVi } from './vi-radius.ts'

/** The pages about RADIUS itself in English. */
export const radiusEn = {
  strangers: {
    says: 'Addresses that send RADIUS packets here and belong to no gateway. They are never answered.',
    waiting: (count: string) => `${count} unknown gateways knock`,
    caption: 'Knocking, newest first',
    none: 'No unknown address knocked in the last 7 days.',
    expected: 'Waiting for a new gateway to show up here?',
    steps: [
      'On the gateway, set the RADIUS server to this server’s address, UDP ports 1812 (authentication) and 1813 (accounting) unless it was set up otherwise.',
      'Let both UDP ports through the firewalls between the two.',
      'Join the gateway’s Wi-Fi with a phone and try to sign in: with the first packet the gateway’s address is shown here.',
    ],
    claims: 'What its packets claim (unverified)',
    auth: 'Authentication',
    acct: 'Accounting',
    heard: 'Last heard',
    since: 'first',
    make: 'Make',
    noRadius: 'no RADIUS packet',
    saysNothing: 'claims nothing',
    adopt: 'Adopt',
    ignore: 'Ignore',
    heed: 'Heed again',
    ignored: (count: string) => `Ignored (${count})`,
    ignoredCaption: 'Ignored',
    adopting: (address: string) =>
      `Adopting ${address}. A source address can be forged, so be sure that this is a device of the city. The secret on the device must be the one set here.`,
  },
  policy: {
    title: (id: string) => `RADIUS policy: ${id}`,
    says: 'How the gateway is believed and asked. In force from its next packet on.',
    part: 'RADIUS policy',
    change: 'Policy',
    save: 'Save',
    yes: 'yes',
    no: 'no',
    signing: {
      required: 'required (safest)',
      auto: 'pins itself: required from the first signature on',
      optional: 'not required',
    },
    signingHint:
      'The signature of an Access-Request. For an old gateway that cannot sign yet, let it pin itself.',
    pinnedSince: (when: string) => `required, pinned since ${when}`,
    limitProxyState: 'Refuse unsigned Proxy-State',
    limitProxyStateHint: 'Switch it off only for an old proxy that cannot sign.',
    macAuth: 'Sign-in by MAC address',
    macAuthHint: 'A device whose owner let us remember it gets online without the sign-in page.',
    coaPortHint: 'Left empty: the vendor’s usual.',
    worries: {
      unsigned:
        'This gateway need not sign its requests: somebody on the path can turn a no into a yes (CVE-2024-3596). Switch Message-Authenticator on there, then require it here.',
      'not-pinned':
        'This gateway never signed a request so far. Its first signature pins it; until then packets can be forged on the path.',
      'proxy-state':
        'Unsigned requests of this gateway may carry Proxy-State: just what an attacker needs. Leave it so only for a proxy within your own network.',
      'short-secret':
        'Its secret is shorter than 16 characters: one captured packet is enough to guess it. Remove the gateway and add it again with a longer one.',
    },
  },
} satisfies typeof radiusVi
