import type { Ip } from '#src/kernel/ip.ts'
import type { Limits } from '#src/kernel/limits.ts'
import type { Mac } from '#src/kernel/mac.ts'
import type { Secret } from '#src/kernel/secret.ts'
import type { Vendor } from '#src/kernel/vendor.ts'

/** What the wire needs to know of the NAS behind a source address. */
export type Nas = {
  readonly id: string
  readonly vendor: Vendor
  readonly secret: Secret
  /**
   * Whether an Access-Request must carry a Message-Authenticator (CVE-2024-3596). `auto`: not until
   * the first valid one shows that this gateway can; then `pinned` is told, and it is `required`.
   */
  readonly messageAuthenticator: 'required' | 'optional' | 'auto'
  /** Whether a request that goes without one must go without Proxy-State too. */
  readonly limitProxyState: boolean
}

/** What the packet says of itself. Claims of an authentic gateway, still only claims. */
export type Station = {
  readonly nas: Nas
  readonly userName: string
  /** Calling-Station-Id, when it is a MAC address. */
  readonly callingStation: Mac | undefined
  /** Framed-IP-Address or the vendor's own attribute for it, else Framed-IPv6-Address. */
  readonly framedIp: Ip | undefined
  readonly acctSessionId: string | undefined
}

/** How a password was proven: RFC 2865 §5.2, §5.3; RFC 2548 §2.3.2 with RFC 2759. */
export type Proof =
  | { readonly kind: 'pap'; readonly password: Buffer }
  | {
      readonly kind: 'chap'
      readonly id: number
      readonly challenge: Buffer
      readonly response: Buffer
    }
  | {
      readonly kind: 'mschap2'
      readonly id: number
      /** The name the phone put into its answer: without a domain (RFC 2759 §8.2). */
      readonly userName: Buffer
      readonly challenge: Buffer
      readonly peerChallenge: Buffer
      readonly response: Buffer
    }

/** An authentic Access-Request: its Message-Authenticator was right, or its gateway may go without. */
export type AccessRequest = Station & {
  readonly proof: Proof
  /** It wants to be told an opaque name of the person, the same every time (RFC 4372). */
  readonly asksChargeableUser?: boolean
}

export type AccessReply =
  | {
      readonly kind: 'accept'
      readonly limits: Limits
      /** Opaque to the gateway, which must echo it in accounting (RFC 2865 §5.25). At most 253 octets. */
      readonly class: Uint8Array
      /** The password that was proven: MS-CHAPv2 must be told that we know it too (RFC 2759 §5). */
      readonly password?: string
      /** Sent only where it was asked for (RFC 4372 §2.2). */
      readonly chargeableUser?: Uint8Array
    }
  | {
      readonly kind: 'reject'
      readonly message?: string
      /** Nothing was guessed, so there is no guesser to be slowed. */
      readonly atOnce?: boolean
    }

/** RFC 2866 §5.1. */
export type AcctStatus = 'start' | 'interim' | 'stop' | 'on' | 'off'

/** An authentic Accounting-Request, its counters joined from octets and Gigawords (RFC 2869 §5.1). */
export type AccountingRequest = Station & {
  readonly status: AcctStatus
  /** Where the datagram came from: a Disconnect-Request for its session must go there. */
  readonly source: Ip
  readonly class: Uint8Array | undefined
  /** What a controller calls all sessions of one phone that roams (RFC 2866 §5.11). */
  readonly acctMultiSessionId: string | undefined
  readonly sessionSeconds: number
  /** From the phone (Acct-Input-Octets). */
  readonly octetsIn: number
  /** To the phone (Acct-Output-Octets). */
  readonly octetsOut: number
  /** False when no Gigawords attribute came: the counters may have wrapped at 2^32. */
  readonly hasGigawords: boolean
  /** Acct-Delay-Time, seconds the gateway has been trying; 0 when absent (RFC 2866 §5.2). */
  readonly delaySeconds: number
  /** Event-Timestamp in epoch milliseconds (RFC 2869 §5.3), when the gateway sends one. */
  readonly eventTimestamp: number | undefined
  /** Acct-Terminate-Cause by its RFC 2866 §5.10 name, such as `User-Request`. */
  readonly terminateCause: string | undefined
  /** When the datagram arrived, epoch milliseconds. */
  readonly receivedAt: number
}

/**
 * What the server asks the house. A handler's promise resolves only when the answer may be sent: for
 * accounting, after the record is on disk (RFC 2866 §2). A rejected promise means no answer at all,
 * and the gateway tries again.
 */
export type RadiusHandlers = {
  readonly access: (request: AccessRequest) => Promise<AccessReply>
  readonly accounting: (request: AccountingRequest) => Promise<void>
  /** The gateway at this source address, or nothing: then the datagram is never answered. */
  readonly nasAt: (source: Ip) => Nas | undefined
  /** An `auto` gateway has shown that it signs: from now on it must. */
  readonly pinned?: (nas: string) => void
  /** A datagram from an address `nasAt` does not know; a flood of them is told of in part. */
  readonly stranger?: (source: Ip, port: 'auth' | 'acct', datagram: Buffer) => void
  /** Whose certificate this is, over TLS; without it nobody is let in there. */
  readonly nasOf?: Identify
  /** Somebody came over TLS with a certificate that is nobody's here. */
  readonly refused?: (refused: RefusedCertificate) => void
}

/** What a TLS client proved of itself. */
export type PeerCertificate = {
  /** SHA-256 of the certificate, lower-case hex. */
  readonly fingerprint: string
  /** DNS names in lower case and addresses that an authority of ours vouches for; else none. */
  readonly names: readonly string[]
}

/** The gateway a certificate is bound to, or why it may not speak from there. */
export type Identify = (certificate: PeerCertificate, source: Ip) => Nas | 'unbound' | 'elsewhere'

/** A client whose handshake was right and whose certificate was not: an officer may want to bind it. */
export type RefusedCertificate = {
  readonly source: Ip
  /** SHA-256, lower-case hex: what a gateway's record is bound to. */
  readonly fingerprint: string
  /** Whom it names, on nobody's word but its own. */
  readonly subject: string
  readonly names: readonly string[]
  /** `elsewhere`: it is a gateway's, but came from outside that gateway's addresses. */
  readonly why: 'unbound' | 'elsewhere' | 'revoked'
}

/** A session as its gateway knows it: what a Disconnect- or CoA-Request must name (RFC 5176 §3). */
export type SessionKey = {
  /** Empty where the gateway asked for the device by its address: that, as it spells it, is the name. */
  readonly userName: string
  readonly acctSessionId: string
  readonly framedIp: Ip | undefined
  readonly callingStation: Mac | undefined
}

/** What came of a Disconnect-Request: the gateway's word, or its silence. */
export type DisconnectOutcome =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak'; readonly errorCause: number | undefined }
  | { readonly kind: 'silent' }

/** What came of a CoA-Request. `unsupported`: this make of gateway cannot change that while it runs. */
export type DynauthOutcome = DisconnectOutcome | { readonly kind: 'unsupported' }

/** The Error-Causes (RFC 5176 §3.5) that are given or acted upon here. */
export const ERROR_CAUSE = {
  unsupportedAttribute: 401,
  missingAttribute: 402,
  invalidRequest: 404,
  unsupportedExtension: 406,
  sessionContextNotFound: 503,
  resourcesUnavailable: 506,
} as const
