import type { LegalTexts } from './vi-legal.ts'

const basisOf = (basis: string) => basis.replace(/\s*\(.*\)\s*$/, '')

/** The personal data notice and the terms of use in English; the Vietnamese text binds. */
export const enLegal: LegalTexts = {
  privacyTitle: 'Personal data notice',
  termsTitle: 'Terms of use',
  version: (version) => `Version ${version}. The Vietnamese text prevails.`,

  privacy: ({ operator, hotline, rememberDays, legal }) => [
    {
      title: 'What is stored',
      says: [
        'Your phone number, encrypted; nobody can read it from a backup.',
        'The MAC address of your device, encrypted alike.',
        'When you connected and left, where, your IP address and the data used.',
        'Which version of this notice you agreed to, and when.',
      ],
    },
    {
      title: 'What is not stored',
      says: [
        'The sites you visit, what you send or receive, the apps you use.',
        'Who opened a public service: only how often it was opened is counted.',
      ],
    },
    {
      title: 'Why, and on what basis',
      says: [
        'To provide and protect the Wi-Fi service, by your consent (Law 91/2025/QH15).',
        `To keep a connection log as the law asks (${basisOf(legal.accessLogMonths.basis)}).`,
        'Never for advertising, never sold, never sent abroad.',
      ],
    },
    {
      title: 'How long',
      says: [
        `Connection log: ${legal.accessLogMonths.value} months (${basisOf(legal.accessLogMonths.basis)}).`,
        `User data: ${legal.userDataMonths.value} months (${basisOf(legal.userDataMonths.basis)}).`,
        `Device, IP and sign-in time: at least ${legal.deviceLogDays.value} days (${basisOf(legal.deviceLogDays.basis)}).`,
        `A remembered device: ${rememberDays} days, only if you choose so.`,
      ],
    },
    {
      title: 'Your rights',
      says: [
        'See, correct and delete your data, and withdraw your consent at any time.',
        `You are answered within ${legal.replyWorkingDays.value} working days (${basisOf(legal.replyWorkingDays.basis)}).`,
        'The part of the log that the law requires is set apart until its term ends.',
        `Of a breach the authority is told within ${legal.breachNotifyHours.value} hours (${basisOf(legal.breachNotifyHours.basis)}).`,
      ],
    },
    {
      title: 'Contact',
      says: [hotline ? `${operator.en}, telephone ${hotline}.` : `${operator.en}.`],
    },
  ],

  terms: ({ operator, hotline }) => [
    {
      title: 'The service',
      says: [
        `${operator.en} provides free Wi-Fi in public places.`,
        'Public services are open to all, without signing in and outside any limit.',
        'The Internet has daily limits of time, data and speed, shown on the status page.',
      ],
    },
    {
      title: 'Using the network',
      says: [
        'Do not break into or harm systems, or spread malware or spam.',
        'Do not publish or share what the law forbids.',
        'Do not use another person’s number or access code without their leave.',
        'Do not resell the connection.',
      ],
    },
    {
      title: 'Safety',
      says: [
        'A public network is not encrypted: type passwords only on pages with https.',
        'Our staff never ask for your code.',
      ],
    },
    {
      title: 'Interruption',
      says: [
        'A session that breaks these terms may be ended. Power or line failures may interrupt us.',
        hotline
          ? `Questions and complaints: ${hotline}.`
          : `Questions and complaints: ${operator.en}.`,
      ],
    },
  ],
}
