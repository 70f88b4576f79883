import {
  CERTIFICATE_NAME_SAYS,
  type Gateway,
  isCertificateName,
  type Radsec,
} from '#src/gateways/gateway.ts'
import { atHome, commandLineActor } from './at-home.ts'
import { type Command, type Given, parsed, UsageError } from './command.ts'

/** How a gateway's certificate is given on the command line. */
export const CERTIFICATE_FLAGS = {
  certificate: {
    value: 'SHA256',
    about: 'RADIUS over TLS: the fingerprint of its certificate, whoever issued it',
  },
  'certificate-name': {
    value: 'NAME',
    about: 'RADIUS over TLS: the DNS name or address in a certificate of the city’s authority',
  },
} as const

export const gatewayBind: Command = {
  name: 'gateway bind',
  about:
    'Know a gateway by its certificate, over TLS and no more over UDP; or with --udp, undo that.',
  words: ['NAME'],
  flags: { ...CERTIFICATE_FLAGS, udp: { about: 'serve it over UDP again, by its address' } },
  run: (given, shell) =>
    atHome(shell, (house) => {
      const [id = ''] = given.words
      const radsec = readRadsec(given)
      if (given.has('udp') === (radsec !== undefined)) {
        throw new UsageError('give one of --certificate, --certificate-name and --udp')
      }
      const binding = house.audited(
        commandLineActor(),
        () => house.gateways.bind(id, radsec),
        ({ kind }) =>
          kind === 'bound'
            ? {
                action: 'gateway.bound',
                subject: id,
                detail: { transport: transportOf({ radsec }) },
              }
            : undefined,
      )
      switch (binding.kind) {
        case 'unknown':
          throw new UsageError(`there is no gateway ${id}`)
        case 'certificate-taken':
          throw new UsageError(`that certificate is gateway ${binding.by}’s`)
        case 'address-taken':
          throw new UsageError(`over UDP its address is that of gateway ${binding.by}`)
        case 'bound':
          shell.out(`${id} is served over ${transportOf({ radsec })} from now on.\n`)
          return 0
      }
    }),
}

/** The certificate these flags name, if any. */
export function readRadsec(given: Given): Radsec | undefined {
  const certificate = parsed(given, 'certificate', fingerprintOf, 'a SHA-256 in hex')
  const nameOf = (text: string) => (isCertificateName(text) ? text : undefined)
  const name = parsed(given, 'certificate-name', nameOf, CERTIFICATE_NAME_SAYS)
  if (certificate && name) {
    throw new UsageError('--certificate and --certificate-name exclude each other')
  }
  return certificate ? { certificate } : name ? { name } : undefined
}

/** How a gateway speaks, for a reader: `UDP`, or `TLS` and by which certificate. */
export function transportOf({ radsec }: { radsec?: Gateway['radsec'] | undefined }): string {
  if (!radsec) return 'UDP'
  return 'certificate' in radsec
    ? `TLS (${radsec.certificate.slice(0, 16)}…)`
    : `TLS (${radsec.name})`
}

/** SHA-256 as tools print it, with colons or without, in lower-case hex. */
export function fingerprintOf(text: string): string | undefined {
  const hex = text.replaceAll(':', '').toLowerCase()
  return /^[0-9a-f]{64}$/.test(hex) ? hex : undefined
}
