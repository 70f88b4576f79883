import { type Mac, parseMac } from '#src/kernel/mac.ts'
import type { AccessReply, AccessRequest } from '#src/radius/message.ts'
import { admit } from './admission.ts'
import { newCredential } from './credential.ts'
import { writeGrant } from './grant.ts'
import { CREDENTIAL_LIFE } from './limits.ts'
import type { LoginPorts } from './ports.ts'
import { refuse } from './refuse.ts'
import { comesByItself, recall } from './remembered.ts'

/** What a request says of who asks. */
type Named = Pick<AccessRequest, 'userName' | 'callingStation'>

/**
 * The address by which a device asks to come in without a page: its gateway sends it as User-Name, as
 * RouterOS does with `login-by=mac` (manual.mikrotik.com, HotSpot, `radius-mac-format`), CoovaChilli with
 * `macauth` (src/chilli.c, auth_radius) and whoever follows RFC 2865 §5.6 with Service-Type Call-Check.
 *
 * It must be the address the gateway itself sees, so nobody comes in by typing another's. The password,
 * which each make fills in its own way or not at all, proves nothing that the address does not.
 */
export function macOf({ userName, callingStation }: Named): Mac | undefined {
  return callingStation !== undefined && parseMac(userName) === callingStation
    ? callingStation
    : undefined
}

/** Nobody we know: its gateway shows it the portal, which should not wait. */
const STRANGER: AccessReply = { kind: 'reject', atOnce: true }

/**
 * Decides an Access-Request that has nothing but a device's address: lets in whoever is remembered on
 * it, on the same terms and with the same answer as after the portal's sign-in. The promise resolves
 * once the grant is on disk.
 *
 * A device nobody is remembered on is no refusal worth keeping, and waits for no disk: that is how every
 * stranger arrives, and its gateway shows it the portal next.
 */
export async function authorizeByMac(
  ports: LoginPorts,
  request: AccessRequest,
  mac: Mac,
): Promise<AccessReply> {
  if (!comesByItself(ports, mac)) return STRANGER
  return ports.commit.run<AccessReply>(() => {
    const gateway = ports.gateways.find(request.nas.id)
    if (!gateway) return STRANGER
    const recollection = recall(ports, mac, gateway)
    if (recollection.kind === 'not-remembered') return STRANGER

    const now = ports.clock()
    if (recollection.kind === 'two-places') return refuse(ports, request, 'two-places', now)
    const written = writeGrant(ports, gateway, recollection.proven)
    if (written.kind === 'too-many') return refuse(ports, request, 'too-many-grants', now)
    if (written.kind !== 'written') return refuse(ports, request, written.kind, now)

    const admission = admit(ports, written.grant, now)
    if (admission.kind !== 'open') return refuse(ports, request, admission.kind, now)
    // Used as soon as it is made: it stands for the arrival, should we restart before the session does.
    const { userName } = newCredential(ports.keyring, ports.entropy, now)
    ports.credentials.addUsed(userName, written.grant.id, now + CREDENTIAL_LIFE, now)
    return {
      kind: 'accept',
      limits: admission.limits,
      class: ports.classes.of(written.grant.id, gateway.id),
    }
  })
}
