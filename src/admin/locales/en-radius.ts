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
} satisfies typeof radiusVi
