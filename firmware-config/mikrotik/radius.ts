import type { Resource } from '#src/device/resource.ts'
import type { SiteFacts } from '../facts.ts'

/** Our answer waits for a commit on disk; RouterOS's own 300 ms would retransmit under load. */
const TIMEOUT = '3s'

/**
 * Whom the hotspot asks, and from whom it takes a Disconnect-Request. Over TLS the first is the
 * technician's own: only they know what the gateway's certificate is called on it.
 */
export function radius(facts: SiteFacts): Resource[] {
  const { radius, coaPort } = facts
  return [
    ...(radius.isOverTls ? [] : [server(facts)]),
    {
      path: '/radius/incoming',
      name: '',
      set: { accept: 'yes', port: String(coaPort) },
    },
  ]
}

function server({ radius, device }: SiteFacts): Resource {
  const [major = 7, minor = 15] = device?.version ?? []
  const asksForProof = major > 7 || (major === 7 && minor >= 15)
  const proof = radius.messageAuthenticator === 'required' ? 'yes-for-request-resp' : 'no'
  return {
    path: '/radius',
    name: 'phu-song/radius',
    set: {
      service: 'hotspot',
      address: radius.host,
      protocol: 'udp',
      'authentication-port': String(radius.authPort),
      'accounting-port': String(radius.acctPort),
      timeout: TIMEOUT,
      ...(asksForProof ? { 'require-message-auth': proof } : {}),
      disabled: 'no',
    },
    sealed: { mark: radius.secretMark, set: { secret: radius.secret } },
  }
}
