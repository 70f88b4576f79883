import type { Resource } from '#src/device/resource.ts'
import { type Identity, PATHS } from '#src/device/routeros/paths.ts'

/**
 * A script for a RouterOS terminal, to bring in a device we cannot reach yet.
 *
 * Running it again changes nothing. ASCII throughout, whatever the values hold. It holds the RADIUS
 * secret in the clear: it is for the terminal of that one device, and is not to be kept.
 */
export function rsc(resources: readonly Resource[]): string {
  const isAttached = resources.some(({ path }) => path === '/ip/hotspot')
  const lines = [...resources.map(line), ...(isAttached ? [] : [ATTACH])]
  return `${lines.join('\n')}\n`
}

/** Which hotspot is the city's we do not know; a technician does. */
const ATTACH =
  '# then, for the hotspot that phones use: /ip hotspot set hotspot1 profile="phu-song"'

function line(resource: Resource): string {
  const identity = PATHS[resource.path]?.identity ?? 'name'
  const menu = `/${resource.path.slice(1).replaceAll('/', ' ')}`
  const set = words(settings(resource))
  if (identity === 'settings') return `${menu} set ${set}`

  const find = `[${menu} find where ${condition(identity, resource.name)}]`
  const change = `${menu} set ${find} ${set}`
  if (resource.isAdopted) return `# the site's own, look before pasting: ${change}`
  const add = `${menu} add ${words({ ...naming(identity, resource), ...settings(resource) })}`
  const isFolder = resource.set['type'] === 'directory'
  return `:if ([:len ${find}] = 0) do={ ${add} }${isFolder ? '' : ` else={ ${change} }`}`
}

function settings({ name, set, sealed }: Resource): Readonly<Record<string, string>> {
  if (!sealed) return set
  const secrets = Object.entries(sealed.set).map(([key, value]) => [key, value.reveal()])
  return { ...set, ...Object.fromEntries(secrets), comment: `${name} key=${sealed.mark}` }
}

function naming(identity: Identity, { name }: Resource): Readonly<Record<string, string>> {
  return { [identity]: name }
}

function condition(identity: Identity, name: string): string {
  if (identity !== 'comment') return `${identity}=${quoted(name)}`
  const pattern = name.replace(/[.*+?()[\]{}|\\^$]/g, '\\$&')
  return `comment~${quoted(`^${pattern}( |$)`)}`
}

function words(set: Readonly<Record<string, string>>): string {
  return Object.entries(set)
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join(' ')
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
  $: '\\$',
  // In a terminal a bare question mark asks for help.
  '?': '\\?',
}

/** RouterOS text: other octets than printable ASCII as `\HH`, UTF-8 octet by octet. */
function quoted(value: string): string {
  const text = Array.from(new TextEncoder().encode(value), (octet) => {
    const character = String.fromCharCode(octet)
    if (ESCAPES[character]) return ESCAPES[character]
    const isPlain = octet >= 0x20 && octet < 0x7f
    return isPlain ? character : `\\${octet.toString(16).toUpperCase().padStart(2, '0')}`
  })
  return `"${text.join('')}"`
}
