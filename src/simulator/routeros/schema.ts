import type { ValueKind } from './values.ts'

export type Attribute = {
  readonly kind?: ValueKind
  readonly default?: string
  readonly isRequired?: true
  readonly isSecret?: true
  readonly choices?: readonly string[]
  /** `path attribute` of another menu that must have this value. */
  readonly refersTo?: string
  /** The first version that knows it, `[7, 15]`. */
  readonly since?: readonly [number, number]
}

/** One menu of the device: what its rows hold, and how they behave. */
export type Menu = {
  readonly attributes: Readonly<Record<string, Attribute>>
  /** One page of settings instead of rows. */
  readonly isSettings?: true
  /** Order matters: `move` and `place-before` work. */
  readonly isOrdered?: true
  readonly isReadOnly?: true
  /** The first version that has it. */
  readonly since?: readonly [number, number]
  /** The attribute that must be unique. */
  readonly key?: string
  readonly hasComment?: true
  /** Rows every device has from the start. */
  readonly builtin?: readonly Readonly<Record<string, string>>[]
}

const flag = (value: string): Attribute => ({ kind: 'flag', default: value })
const time = (value: string): Attribute => ({ kind: 'time', default: value })
const number = (value?: string): Attribute =>
  value === undefined ? { kind: 'number' } : { kind: 'number', default: value }
const text: Attribute = {}
const disabled = flag('false')

const LOGIN_BY = ['mac', 'cookie', 'http-chap', 'https', 'http-pap', 'trial', 'mac-cookie'] as const

const SERVICES = ['ppp', 'login', 'hotspot', 'wireless', 'dhcp', 'ipsec', 'dot1x'] as const

/** The menus we manage and those beside them, as RouterOS 7.18 has them: names, defaults, order. */
export const MENUS: Readonly<Record<string, Menu>> = {
  '/system/identity': { isSettings: true, attributes: { name: { default: 'MikroTik' } } },
  '/system/resource': {
    isSettings: true,
    isReadOnly: true,
    attributes: { version: text, 'board-name': text, 'architecture-name': text, uptime: text },
  },
  '/system/device-mode': {
    isSettings: true,
    isReadOnly: true,
    since: [7, 17],
    attributes: { mode: { default: 'advanced' }, hotspot: flag('true'), scheduler: flag('true') },
  },
  '/file': {
    key: 'name',
    attributes: {
      name: { isRequired: true },
      type: { default: 'file' },
      contents: { default: '' },
      size: text,
    },
  },
  '/radius': {
    isOrdered: true,
    hasComment: true,
    attributes: {
      service: { kind: 'list', choices: SERVICES, default: '' },
      address: { kind: 'ip', isRequired: true },
      secret: { isSecret: true, default: '' },
      protocol: { kind: 'choice', choices: ['udp', 'radsec'], default: 'udp' },
      'authentication-port': number('1812'),
      'accounting-port': number('1813'),
      timeout: time('300ms'),
      'require-message-auth': {
        kind: 'choice',
        choices: ['no', 'yes-for-request-resp'],
        default: 'yes-for-request-resp',
        since: [7, 15],
      },
      'accounting-backup': flag('false'),
      'src-address': { kind: 'ip' },
      disabled,
    },
  },
  '/radius/incoming': {
    isSettings: true,
    attributes: { accept: flag('false'), port: number('3799') },
  },
  '/ip/hotspot': {
    key: 'name',
    attributes: {
      name: { isRequired: true },
      interface: { isRequired: true },
      profile: { default: 'default', refersTo: '/ip/hotspot/profile name' },
      'address-pool': { default: 'none' },
      'addresses-per-mac': number('2'),
      'idle-timeout': time('5m'),
      'keepalive-timeout': time('none'),
      'login-timeout': time('none'),
      disabled,
    },
  },
  '/ip/hotspot/profile': {
    key: 'name',
    builtin: [{ name: 'default', default: 'true' }],
    attributes: {
      name: { isRequired: true },
      'hotspot-address': { kind: 'ip', default: '0.0.0.0' },
      'dns-name': { default: '' },
      'html-directory': { default: 'hotspot' },
      'html-directory-override': { default: '' },
      'login-by': { kind: 'list', choices: LOGIN_BY, default: 'cookie,http-chap' },
      'http-cookie-lifetime': time('3d'),
      'use-radius': flag('false'),
      'radius-accounting': flag('true'),
      'radius-interim-update': { default: 'received' },
      'radius-mac-format': { default: 'XX:XX:XX:XX:XX:XX' },
      'nas-port-type': { default: 'wireless-802.11' },
      'ssl-certificate': { default: 'none' },
      'rate-limit': { default: '' },
    },
  },
  '/ip/hotspot/walled-garden': {
    isOrdered: true,
    hasComment: true,
    attributes: {
      action: { kind: 'choice', choices: ['allow', 'deny'], default: 'allow' },
      'dst-host': text,
      'dst-port': text,
      method: text,
      path: text,
      server: text,
      'src-address': { kind: 'prefix' },
      disabled,
    },
  },
  '/ip/hotspot/walled-garden/ip': {
    isOrdered: true,
    hasComment: true,
    attributes: {
      action: { kind: 'choice', choices: ['accept', 'drop', 'reject'], default: 'accept' },
      'dst-host': text,
      'dst-address': { kind: 'prefix' },
      'dst-port': text,
      protocol: { kind: 'choice', choices: ['tcp', 'udp', 'icmp'] },
      server: text,
      'src-address': { kind: 'prefix' },
      disabled,
    },
  },
  '/ip/hotspot/ip-binding': {
    isOrdered: true,
    hasComment: true,
    attributes: {
      'mac-address': { kind: 'mac' },
      address: { kind: 'ip' },
      type: { kind: 'choice', choices: ['regular', 'bypassed', 'blocked'], default: 'regular' },
      disabled,
    },
  },
  '/ip/hotspot/active': {
    isReadOnly: true,
    attributes: { user: text, address: text, 'mac-address': text, uptime: text },
  },
  '/ip/dhcp-server/option': {
    key: 'name',
    hasComment: true,
    attributes: {
      name: { isRequired: true },
      code: { kind: 'number', isRequired: true },
      value: { default: '' },
      force: flag('false'),
    },
  },
  '/ip/dhcp-server/network': {
    key: 'address',
    hasComment: true,
    attributes: {
      address: { kind: 'prefix', isRequired: true },
      gateway: text,
      'dns-server': text,
      'dhcp-option': { kind: 'list', default: '', refersTo: '/ip/dhcp-server/option name' },
      domain: text,
    },
  },
  '/queue/simple': {
    key: 'name',
    isOrdered: true,
    hasComment: true,
    attributes: {
      name: { isRequired: true },
      target: { isRequired: true },
      'max-limit': { kind: 'rate', default: '0/0' },
      disabled,
    },
  },
}
