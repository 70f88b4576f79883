import type { Resource } from '#src/device/resource.ts'
import { parseIp } from '#src/kernel/ip.ts'
import { openHosts, type SiteFacts } from '../facts.ts'

/**
 * What is open before sign-in: the portal and every e-service.
 *
 * The hotspot's proxy matches host names of plain HTTP alone; HTTPS is let through by address, which
 * RouterOS learns from the answers of its own DNS. So every host is listed twice.
 */
export function walledGarden(facts: SiteFacts): Resource[] {
  const hosts = openHosts(facts)
  return [...hosts.map(({ host }) => proxied(host)), ...hosts.map(passed)]
}

function proxied(host: string): Resource {
  return {
    path: '/ip/hotspot/walled-garden',
    name: `phu-song/host/${host}`,
    set: { action: 'allow', 'dst-host': host, disabled: 'no' },
  }
}

function passed({ host, port }: ReturnType<typeof openHosts>[number]): Resource {
  const isAddress = parseIp(host) !== undefined
  return {
    path: '/ip/hotspot/walled-garden/ip',
    name: `phu-song/host/${host}`,
    set: {
      action: 'accept',
      [isAddress ? 'dst-address' : 'dst-host']: host,
      protocol: 'tcp',
      'dst-port': port,
      disabled: 'no',
    },
  }
}
