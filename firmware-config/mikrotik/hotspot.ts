import type { Resource } from '#src/device/resource.ts'
import { parseIp } from '#src/kernel/ip.ts'
import type { SiteFacts } from '../facts.ts'
import { hotspotPages } from './pages.ts'

/** What our profile, hotspot and folder are called on a device. */
const PROFILE = 'phu-song'

/** How it writes the User-Name of a device it asks for by its address; so we name it back. */
const MAC_FORMAT = 'XX:XX:XX:XX:XX:XX'

/**
 * The hotspot's profile and its pages; with `lan`, the hotspot itself on its interface.
 *
 * The pages live in an override folder: RouterOS fills `html-directory` with pages of its own.
 */
export function hotspot(facts: SiteFacts): Resource[] {
  const folder = facts.device?.hasFlash ? `flash/${PROFILE}` : PROFILE
  return [...files(facts, folder), profile(facts, folder), ...server(facts)]
}

function profile({ hotspotHost, macAuth }: SiteFacts, folder: string): Resource {
  const [host = ''] = hotspotHost.split(':')
  return {
    path: '/ip/hotspot/profile',
    name: PROFILE,
    set: {
      ...(parseIp(host) ? { 'hotspot-address': host } : { 'dns-name': host }),
      'html-directory-override': folder,
      'login-by': macAuth ? 'mac,http-chap,http-pap' : 'http-chap,http-pap',
      ...(macAuth ? { 'radius-mac-format': MAC_FORMAT } : {}),
      'use-radius': 'yes',
      'radius-accounting': 'yes',
      'radius-interim-update': 'received',
      'nas-port-type': 'wireless-802.11',
    },
  }
}

/**
 * The hotspot itself: ours where we were told the interface, else the one a technician made. Where there
 * are several, which of them is the city's is for a technician to say.
 */
function server({ lan, device }: SiteFacts): Resource[] {
  const path = '/ip/hotspot'
  if (lan) {
    const set = { interface: lan.interface, profile: PROFILE, disabled: 'no' }
    return [{ path, name: PROFILE, set }]
  }
  const [sole, ...others] = device?.hotspots ?? []
  if (sole === undefined || others.length > 0) return []
  return [{ path, name: sole, set: { profile: PROFILE }, isAdopted: true }]
}

/** Files can be written through the API since RouterOS 7.9. */
function files(facts: SiteFacts, folder: string): Resource[] {
  const [major = 7, minor = 9] = facts.device?.version ?? []
  if (major < 7 || (major === 7 && minor < 9)) return []
  const pages = Object.entries(hotspotPages(facts)).map(([name, contents]) => ({
    path: '/file',
    name: `${folder}/${name}`,
    set: { contents },
  }))
  return [{ path: '/file', name: folder, set: { type: 'directory' } }, ...pages]
}
