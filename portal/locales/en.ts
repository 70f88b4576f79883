import { showMoment } from '../moment.ts'
import type { DeadEndText, Messages, Sentences } from './vi.ts'

const reopen = 'Turn Wi-Fi off and on, then choose the public Wi-Fi network again.'
const minutesUntil = (ms: number) => plural(Math.max(1, Math.ceil(ms / 60_000)), 'minute')
const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

const problems: Sentences = {
  'phone-missing': () => 'Please type your mobile number.',
  'phone-invalid': () => 'This is not a mobile number yet. For example 0912 345 678.',
  'phone-renumbered': ({ now }) => `11-digit numbers now have 10 digits. Please try ${now}.`,
  'consent-missing': () => 'Please tick the data consent to get a code.',
  'voucher-consent-missing': () => 'Please tick the data consent to use an access code.',
  'code-malformed': () => 'The code is the digits in the message just sent. Please type them all.',
  'voucher-missing': () => 'Please type the access code printed on your slip.',
  'wrong-code': ({ triesLeft }) =>
    `That code is not right. ${triesLeft} ${triesLeft === 1 ? 'try' : 'tries'} left.`,
  'code-expired': () => 'The code is no longer valid. Choose “Resend the code” for a new one.',
  'unknown-voucher': () => 'No such access code yet. Please compare it with your slip.',
  'spent-voucher': () => 'This code is in use on another device. The desk can give you a new one.',
  'expired-voucher': () => 'This code has run out. The desk can give you a new one.',
  'not-remembered': () => 'This device is no longer remembered. Please type your mobile number.',
  'time-spent': () =>
    'Today’s free time is used up. Public services stay open; welcome back tomorrow.',
  'data-spent': () =>
    'Today’s free data is used up. Public services stay open; welcome back tomorrow.',
  'month-time-spent': () =>
    'This month’s time is used up. Public services stay open; welcome back on the 1st.',
  'month-data-spent': () =>
    'This month’s data is used up. Public services stay open; welcome back on the 1st.',
  'grant-expired': () => 'The access code has run out. Please use another, or your mobile number.',
  closed: ({ opensAt }) =>
    `This place’s Wi-Fi opens at ${showMoment(opensAt)}. Public services stay open.`,
  'too-many-devices': ({ devices }) =>
    `${plural(devices, 'device')} of yours ${devices === 1 ? 'is' : 'are'} online. Please disconnect one and try again.`,
  'too-many': ({ retryAfterMs }) =>
    `Too many tries. Please try again in ${minutesUntil(retryAfterMs)}.`,
  undelivered: () =>
    'The message could not be sent. Try again in a few minutes, or use an access code.',
  'unserved-number': () =>
    'We cannot send a code to that country yet. The desk can give you an access code.',
  unavailable: () => 'Our system is interrupted. What you typed is kept; please try again.',
}

const deadEnds: Record<keyof Messages['deadEnds'], DeadEndText> = {
  'unknown-gateway': {
    title: 'We do not know this hotspot',
    says: 'This Wi-Fi hotspot is not registered with the city’s system.',
    todo: [
      'Check that the network name is the one on the sign.',
      'If it is, please tell the people who run this place.',
    ],
  },
  'foreign-host': {
    title: 'Unsafe link',
    says: 'This link leads away from the hotspot, so the page stopped to protect you.',
    todo: [reopen, 'Never type a password on a strange page that opens by itself.'],
  },
  'bad-signature': {
    title: 'This link was altered',
    says: 'What the hotspot sent does not match that hotspot’s signature.',
    todo: [reopen, 'If it happens again, please tell the people who run this place.'],
  },
  incomplete: {
    title: 'The hotspot left something out',
    says: 'The hotspot did not send all that is needed to connect.',
    todo: [reopen],
  },
  'visit-expired': {
    title: 'This page was open too long',
    says: 'For safety, a sign-in page works for a few minutes only.',
    todo: [reopen, 'You will be asked for your number and code again.'],
  },
  'unknown-status': {
    title: 'No such session',
    says: 'It ended long ago, or a character of the address is missing.',
    todo: [reopen],
  },
  'not-found': {
    title: 'No such page',
    says: 'A character of the address may be missing, or it has changed.',
    todo: ['Open Public services and search by name.'],
  },
  'too-large': {
    title: 'That was too long',
    says: 'The form sent more than this page needs.',
    todo: [reopen],
  },
  unavailable: {
    title: 'Our system is interrupted',
    says: 'The fault is on our side, not in your device.',
    todo: ['Please try again in a minute.', 'Public services stay open without signing in.'],
  },
  broken: {
    title: 'This page failed',
    says: 'The fault is on our side and has been recorded.',
    todo: ['Please try again in a minute.'],
  },
}

/** Every sentence of the portal in English. */
export const en = {
  language: 'en',
  other: { language: 'vi', name: 'Tiếng Việt' },
  locale: 'en-GB',

  title: 'Quảng Ninh public Wi-Fi',
  hello: 'Welcome!',
  at: (site) => `Hotspot: ${site}`,
  demo: 'Demonstration: places and people are simulated.',
  nav: 'General links',
  emergency: 'Emergency: police 113 – fire 114 – ambulance 115',
  hotline: (number) => `Help: ${number}`,
  safety: 'This is a public network: never type bank passwords on a page without https.',
  voucherYours: 'Your access code',
  voucherHow:
    'Join the public Wi-Fi. When its page opens, choose “I have an access code” and type this code.',
  noJs: 'This page works without JavaScript.',
  servicesLink: 'Public services',
  termsShort: 'Terms',
  termsLink: 'Terms of use',
  privacyLink: 'Personal data',
  gatewaySays: (says) => `The hotspot answered: ${says}`,
  replyMessages: {
    used: 'That connection had been used already. Please connect again.',
    expired: 'The hotspot took longer than a minute to ask. Please connect again.',
    'grant-expired': 'That access code has ended. Please use another, or your mobile number.',
    closed: 'This place’s Wi-Fi is closed at this hour. Welcome back in its opening hours.',
    'too-many-devices': 'As many devices as allowed are online. Disconnect one and try again.',
    'month-time-spent': 'This month’s time is used up. Welcome back on the 1st.',
    'month-data-spent': 'This month’s data is used up. Welcome back on the 1st.',
    'time-spent': 'Today’s free time is used up. Welcome back tomorrow.',
    'data-spent': 'Today’s free data is used up. Welcome back tomorrow.',
    reject: 'The hotspot did not take that connection. Please connect again.',
    timeout: 'The server did not answer the hotspot. Please try again in a few minutes.',
    'invalid CHAP response': 'That page was used already or is too old. Please connect again.',
    'RADIUS server is not responding':
      'The server did not answer the hotspot. Please try again in a few minutes.',
  },

  errorPrefix: 'Please check: ',
  errorTitle: 'Please check',

  services: 'Public services',
  servicesOpen: 'No sign-in needed',
  searchLabel: 'Find a procedure',
  searchHint: 'birth, land…',
  search: 'Search',
  allServices: (count) => `All ${count} services`,

  signIn: 'Connect to the Internet',
  phoneLabel: 'Mobile number',
  phoneHint: 'For example 0912 345 678. With a foreign number, ask the desk for an access code.',
  phoneHintAbroad: 'For example 0912 345 678. From abroad, type the country code, for example +86.',
  consentPhone:
    'I consent to the processing of my number and connection log to provide this service',
  consentVoucher: 'I consent to the processing of my connection log to provide this service',
  required: '(required)',
  remember: (days) => `Remember this device for ${days} days (optional)`,
  readMore: 'By connecting you use the network under the',
  and: 'and the',
  privacyNotice: 'personal data notice',
  sendCode: 'Send the code',
  voucher: 'I have an access code',
  voucherLabel: 'Access code (voucher)',
  voucherHint: 'Printed on the slip from the desk. Capitals do not matter.',
  connect: 'Connect',
  remembered: 'This device is remembered: no code is needed.',
  reconnect: 'Connect again',
  byPhone: 'Use another mobile number',

  codeTitle: 'Type the code',
  codeSent: (phone, minutes) =>
    `The code was sent to ${phone}. It is valid for ${plural(minutes, 'minute')}.`,
  codeResumed: (phone) => `The code sent to ${phone} before still works.`,
  codeLabel: (digits) => `${digits}-digit code`,
  codeHint: 'Read the code in the message, then come back to this page.',
  resend: 'Resend the code',
  haveCode: 'I already have a code',
  changeNumber: 'Change the number',

  statusTitle: { waiting: 'Connecting…', online: 'Connected', ended: 'Session ended' },
  waitingSays: 'The hotspot is opening the Internet for you. This page reloads by itself.',
  waitingLong:
    'The hotspot has not reported the connection. If nothing opens, turn Wi-Fi off and on.',
  check: 'Check again',
  endedSays: 'The session has ended. Choose the Wi-Fi network again to go on.',
  timeLeft: 'Time left today',
  dataLeft: 'Data left today',
  monthTimeLeft: 'Time left this month',
  monthDataLeft: 'Data left this month',
  atLimit: {
    end: 'When used up, the connection pauses; there is more at midnight.',
    slow: (rate: string) => `When used up, speed drops to ${rate} until midnight.`,
    monthEnd: 'When used up, the connection pauses; there is more on the 1st.',
    monthSlow: (rate: string) => `When used up, speed drops to ${rate} until the 1st.`,
  },
  slowed: {
    day: (rate: string) => `Today’s share is used up. Speed is ${rate} until midnight.`,
    month: (rate: string) => `This month’s share is used up. Speed is ${rate} until the 1st.`,
  },
  devices: 'Devices online',
  devicesOf: (online: number, most: number) => `${online} of at most ${most}`,
  closesAt: 'The place closes at',
  unlimited: 'Unlimited',
  plan: 'Access plan',
  site: 'Place',
  startedAt: 'Started',
  sessionLeft: 'This session ends in',
  timeUsed: 'Time used',
  used: 'Data used',
  dataUsed: (down, up) => `${down} down, ${up} up`,
  speed: 'Top speed',
  speeds: (down, up) => `${down} down, ${up} up`,
  keepPage: 'Keep this page to see the time and data left.',
  disconnect: 'Disconnect',
  endings: {
    'not-online': 'No session of this device is open now.',
    unanswered: 'The hotspot did not answer, so it may not have ended. Try again in a minute.',
  },

  onlineTitle: 'Connected',
  onlineSays: 'This device is on the Internet. You can close this page.',

  homeTitle: 'Free Wi-Fi for everyone',
  homeSays: 'This page opens from the city’s public Wi-Fi hotspots.',
  joinTitle: 'How to connect',
  join: [
    'Turn on Wi-Fi and choose the network name on the sign.',
    'The sign-in page opens by itself. If not, open a browser and type an address that starts with http://',
    'Type your mobile number to get a code, or the access code printed on your slip.',
  ],

  servicesTitle: 'Online public services',
  servicesSays:
    'Read and apply on the National Public Service Portal, without signing in to Wi-Fi.',
  resultsFor: (count, query) => `${plural(count, 'result')} for “${query}”`,
  noResults: (query) => `Nothing found for “${query}” yet`,
  noResultsTodo: [
    'Try fewer words, such as “birth” instead of a sentence.',
    'Vietnamese with or without accents both work.',
  ],
  searchNational: 'Search the National Public Service Portal',
  track: 'Track a dossier',
  allGroups: 'See all services',
  code: 'Procedure code',
  codeUnknown: 'Not known; the link searches by name',
  group: 'Field',
  level: 'Handled by',
  levels: { xa: 'People’s Committee of the ward, commune or zone', tinh: 'City-level agency' },
  online: 'Online form',
  onlineClasses: { full: 'Full process', partial: 'Partial', unknown: 'Not known' },
  serviceSays:
    'Papers, fees and time limits are published on the national portal, in Vietnamese. This page leads there.',
  openService: 'Open on the national portal',
  vneidHint: 'Applying needs a VNeID sign-in. The VNeID app needs full Internet.',
  browserHint: 'If nothing shows, open it in your phone’s browser (Chrome, Safari).',
  sameGroup: 'In the same field',

  backToSignIn: 'Back to connecting',
  backToStatus: 'Back to my session',
  home: 'Start page',
  todo: 'What to do',

  hours: (count) => `${count} h`,
  minutes: (count) => `${count} min`,
  problems,
  deadEnds,
} satisfies Messages
