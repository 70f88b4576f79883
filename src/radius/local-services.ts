import { assert } from '#src/kernel/assert.ts'
import type { Millis } from '#src/kernel/clock.ts'
import type { Ip } from '#src/kernel/ip.ts'
import type { Entropy } from '#src/kernel/random.ts'
import { accessAttributes } from './access-reply.ts'
import { readAccessRequest } from './access-request.ts'
import { readAccountingRequest } from './accounting-request.ts'
import type { Attribute } from './dictionary.ts'
import type { AccessReply, AccessRequest, Nas, RadiusHandlers } from './message.ts'
import { mschap2Error, mschap2Success } from './mschap2-reply.ts'
import type { AuthenticRequest, Reply, Service, Silence } from './service.ts'
import { keyOf } from './signature.ts'
import { CODE, type Code } from './wire.ts'

const NOTHING = new Uint8Array(0)

/** Access-Requests (RFC 2865 §4) as this house answers them. A rejection waits until it is due. */
export function authenticationOf(
  handlers: RadiusHandlers,
  rejectDelayMs: Millis,
  entropy: Entropy,
): Service<Nas> {
  const reject = (
    request: AuthenticRequest<Nas>,
    reply: AccessReply & { readonly kind: 'reject' },
    more: Attribute[],
  ): Reply => ({
    ...answer('reject', CODE.accessReject, accessAttributes(reply, request.nas.vendor, more)),
    ...(reply.atOnce ? {} : { notBefore: request.receivedAt + rejectDelayMs }),
  })

  return {
    ...common(handlers, 'auth'),
    codes: [CODE.accessRequest, CODE.statusServer],
    async answer(request) {
      const { packet, nas } = request
      if (packet.code === CODE.statusServer) return answer('status', CODE.accessAccept)

      const read = readAccessRequest(packet, nas)
      // A phone can type any name: silence to that would make its gateway think we are gone.
      if ('kind' in read && read.reason === 'user-name') {
        return reject(request, { kind: 'reject' }, [])
      }
      if ('kind' in read) return silence(read.reason)

      const reply = await handlers.access(read)
      const more = moreOf(request, read, reply, entropy)
      if (reply.kind === 'reject') return countedBy(read, reject(request, reply, more))
      const attributes = accessAttributes(reply, nas.vendor, more)
      return countedBy(read, answer('accept', CODE.accessAccept, attributes))
    },
  }
}

/** MS-CHAPv2 is counted apart: whoever captured it on a path without TLS can work the password out. */
function countedBy({ proof }: AccessRequest, reply: Reply): Reply {
  return proof.kind === 'mschap2' ? { ...reply, outcome: `${reply.outcome}.mschap2` } : reply
}

/** What only some requests are answered: MS-CHAPv2 both ways, and a name they asked for. */
function moreOf(
  { packet, nas }: AuthenticRequest<Nas>,
  { proof, asksChargeableUser }: AccessRequest,
  reply: AccessReply,
  entropy: Entropy,
): Attribute[] {
  if (reply.kind === 'reject') return proof.kind === 'mschap2' ? mschap2Error(proof, entropy) : []
  const more: Attribute[] = []
  if (asksChargeableUser && reply.chargeableUser) {
    more.push(['Chargeable-User-Identity', reply.chargeableUser])
  }
  if (proof.kind === 'mschap2') {
    assert(reply.password !== undefined, 'who accepts MS-CHAPv2 knows the password')
    more.push(...mschap2Success(proof, reply.password, packet, keyOf(nas.secret), entropy))
  }
  return more
}

const RECORDED = answer('recorded', CODE.accountingResponse)

/** Accounting-Requests (RFC 2866 §4) as this house keeps them. */
export function accountingOf(handlers: RadiusHandlers): Service<Nas> {
  return {
    ...common(handlers, 'acct'),
    codes: [CODE.accountingRequest, CODE.statusServer],
    sheds: 'newest',
    answer(request) {
      if (request.packet.code === CODE.statusServer) {
        return answer('status', CODE.accountingResponse)
      }

      const read = readAccountingRequest(request)
      if ('kind' in read) return silence(read.reason)

      // RFC 2866 §2: the record is kept before it is acknowledged.
      return handlers.accounting(read).then(() => RECORDED)
    },
  }
}

function common({ nasAt, pinned, stranger }: RadiusHandlers, name: 'auth' | 'acct') {
  return {
    name,
    nasAt,
    pinned: ({ id }: Nas) => pinned?.(id),
    stranger: (source: Ip, datagram: Buffer) => stranger?.(source, name, datagram),
  }
}

function answer(outcome: string, code: Code, attributes: Uint8Array = NOTHING): Reply {
  return { kind: 'reply', outcome, code, attributes }
}

function silence(reason: string): Silence {
  return { kind: 'silence', outcome: `unusable.${reason}` }
}
