import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as assert from 'uvu/assert'
import { readRedirect } from '#src/hotspot/dialect.ts'
import type { HotspotGateway } from '#src/hotspot/visit.ts'
import { Secret } from '#src/kernel/secret.ts'
import { openStatus, openVisit, sealStatus, sealVisit } from '#src/login/tokens.ts'
import { readAccessRequest } from '#src/radius/access-request.ts'
import { readAccountingRequest } from '#src/radius/accounting-request.ts'
import type { Nas } from '#src/radius/message.ts'
import { keyOf, signRequest, verifyRequest } from '#src/radius/signature.ts'
import { Framing } from '#src/radius/tls-framing.ts'
import { CODE, inspect, type Packet } from '#src/radius/wire.ts'
import type { Seeded } from '#src/simulator/seeded.ts'
import { Keyring } from '#src/store/keyring.ts'
import { ip, mac } from './edge.ts'

/** Something hostile, by the name of what it is. */
export type Sample = { readonly name: string; readonly octets: Buffer }

const CORPUS = fileURLToPath(new URL('../fuzz/corpus/', import.meta.url))
const NOW = Date.parse('2026-11-22T05:00:00Z')
const ROUNDS_MAX = 6
const LENGTH_MAX = 4200

/** Octets a parser might stumble over. */
const ODD_OCTETS = [0, 1, 2, 3, 18, 26, 33, 79, 80, 127, 128, 254, 255]

const nas: Nas = {
  id: 'fuzz',
  vendor: 'mikrotik',
  secret: new Secret('nobody who fuzzes knows it'),
  messageAuthenticator: 'optional',
  limitProxyState: true,
}
const key = keyOf(nas.secret)
const keyring = new Keyring(new Uint8Array(32).fill(9))
const gateways: readonly HotspotGateway[] = [
  { id: 'm', vendor: 'mikrotik', hotspotHost: '10.5.50.1', uamSecret: undefined },
  { id: 'c', vendor: 'chilli', hotspotHost: '192.168.182.1:3660', uamSecret: new Secret('secret') },
]
const visit = {
  id: 'v1',
  gateway: 'm',
  mac: mac('02:00:00:00:00:01'),
  ip: ip('10.5.50.2'),
  loginUrl: 'http://10.5.50.1/login',
  challenge: { kind: 'pap' },
  error: undefined,
} as const

/** What is committed in `test/fuzz/corpus`: octets in hex, lines that begin with # aside. */
export function corpus(kind: 'packet' | 'redirect'): Sample[] {
  return globSync(`${CORPUS}${kind}-*.hex`)
    .sort()
    .map((path) => ({ name: basename(path, '.hex'), octets: octetsIn(readFileSync(path, 'utf8')) }))
}

function octetsIn(text: string): Buffer {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'))
  return Buffer.from(lines.join(''), 'hex')
}

/** Hostile tokens: ours, and what is not. */
function tokens(): Sample[] {
  return [sealVisit(keyring, visit, NOW), sealStatus(keyring, 7), '', 'AAAA', '=', '.'].map(
    (token, n) => ({ name: `token-${n}`, octets: Buffer.from(token, 'latin1') }),
  )
}

/** A datagram from an address we know: read as far as it may be, and never believed. */
function judgePacket({ octets }: Sample): void {
  const packet = inspect(octets)
  if (packet.kind === 'malformed') return
  assert.is(packet.octets.length, packet.octets.readUInt16BE(2))
  assert.is(endOfAttributes(packet.octets), packet.octets.length)
  assert.is.not(verifyRequest(packet, key), 'authentic')
  judgeSigned(packet)
}

/** The same attributes from somebody who does hold the secret, and has gone mad. */
function judgeSigned({ octets, code }: Packet): void {
  if (code !== CODE.accessRequest && code !== CODE.accountingRequest) return
  const attributes = withoutSignature(octets.subarray(20))
  if (attributes.length > 4096 - 20 - 18) return
  const signed = signRequest(code, 1, attributes, Buffer.alloc(16, 5), key)
  const packet = inspect(signed)
  // Its signature was one attribute too many.
  if (packet.kind === 'malformed') {
    assert.is(packet.reason, 'attributes')
    return
  }
  assert.is(verifyRequest(packet, key), 'authentic')
  if (code === CODE.accessRequest) readAccessRequest(packet, nas)
  else readAccountingRequest({ packet, nas, source: ip('127.0.0.1'), receivedAt: NOW })
}

/** However a stream is cut, the same packets come out of it. */
function judgeStream({ octets }: Sample, chance: Seeded): void {
  const whole = new Framing().push(octets)
  const framing = new Framing()
  const packets: Buffer[] = []
  let isBroken = false
  for (let at = 0; at < octets.length && !isBroken; ) {
    const end = at + chance.whole(1, 64)
    const frames = framing.push(octets.subarray(at, end))
    packets.push(...frames.packets)
    isBroken = frames.isBroken
    at = end
  }
  assert.equal(packets, whole.packets)
  assert.is(isBroken, whole.isBroken)
}

/** A phone's redirect: refused in a word, or a visit at its own gateway and nowhere else. */
function judgeRedirect({ octets }: Sample): void {
  const target = octets.toString('latin1')
  for (const gateway of gateways) {
    const options = { portalUrl: 'https://portal.example/', visitId: 'v1' }
    const redirect = readRedirect(gateway, target, options)
    if (redirect.kind !== 'visit') continue
    assert.is(new URL(redirect.visit.loginUrl).host, gateway.hotspotHost)
    assert.is(redirect.visit.gateway, gateway.id)
  }
}

/** Ours as we made it, or nothing. */
function judgeToken({ name, octets }: Sample): void {
  const token = octets.toString('latin1')
  const opened = openVisit(keyring, token, NOW)
  if (opened) assert.equal(opened, JSON.parse(JSON.stringify(visit)), name)
  assert.ok([undefined, 7].includes(openStatus(keyring, token)), name)
}

/** One sample made worse, a little or a lot; now and then a piece of another is put in. */
export function mutated(samples: readonly Sample[], chance: Seeded): Sample {
  const { name, octets } = chance.choice(samples)
  let worse: Buffer = Buffer.from(octets)
  const rounds = chance.whole(1, ROUNDS_MAX)
  for (let i = 0; i < rounds; i++) {
    worse = chance.choice(MUTATIONS)(worse, chance, chance.choice(samples).octets)
  }
  return { name: `${name}, changed`, octets: worse.subarray(0, LENGTH_MAX) }
}

type Mutation = (octets: Buffer, chance: Seeded, other: Buffer) => Buffer

const MUTATIONS: readonly Mutation[] = [
  (octets, chance) => changed(octets, chance, (was) => was ^ (1 << chance.whole(0, 7))),
  (octets, chance) => changed(octets, chance, () => chance.choice(ODD_OCTETS)),
  (octets, chance) => changed(octets, chance, () => chance.whole(0, 255)),
  (octets, chance) => octets.subarray(0, chance.whole(0, octets.length)),
  (octets, chance) => spliced(octets, chance, Buffer.from(chance.entropy(chance.whole(1, 40)))),
  (octets, chance) => spliced(octets, chance, pieceOf(octets, chance)),
  (octets, chance, other) => spliced(octets, chance, pieceOf(other, chance)),
  (octets) => framed(octets),
  (octets) => framed(octets),
]

function changed(octets: Buffer, chance: Seeded, change: (was: number) => number): Buffer {
  if (octets.length === 0) return octets
  const at = chance.whole(0, octets.length - 1)
  octets[at] = change(octets[at] ?? 0)
  return octets
}

function spliced(octets: Buffer, chance: Seeded, piece: Buffer): Buffer {
  const at = chance.whole(0, octets.length)
  const from = at + chance.whole(0, Math.min(20, octets.length - at))
  return Buffer.concat([octets.subarray(0, at), piece, octets.subarray(from)])
}

function pieceOf(octets: Buffer, chance: Seeded): Buffer {
  const at = chance.whole(0, octets.length)
  return Buffer.from(octets.subarray(at, at + chance.whole(0, 64)))
}

/** Says its own length, so that what is inside gets looked at. */
function framed(octets: Buffer): Buffer {
  if (octets.length >= 20) octets.writeUInt16BE(Math.min(octets.length, 4096), 2)
  return octets
}

/** Where attributes of two octets and more, laid end to end, come to an end. */
function endOfAttributes(octets: Buffer): number {
  let at = 20
  while (at < octets.length) {
    const size = octets[at + 1] ?? 0
    if (octets[at] === 0 || size < 2) return -1
    at += size
  }
  return at
}

/** The attributes as far as they are whole, Message-Authenticator aside. */
function withoutSignature(attributes: Buffer): Buffer {
  const kept: Buffer[] = []
  for (let at = 0; at < attributes.length; at += attributes[at + 1] ?? 0) {
    const attribute = attributes.subarray(at, at + (attributes[at + 1] ?? 0))
    if (attribute[0] !== 80) kept.push(attribute)
  }
  return Buffer.concat(kept)
}

/** Everything that is parsed before anybody is believed, each with its samples and its judge. */
export const TARGETS: readonly {
  readonly name: string
  readonly samples: readonly Sample[]
  readonly judge: (sample: Sample, chance: Seeded) => void
}[] = [
  { name: 'packets', samples: corpus('packet'), judge: judgePacket },
  { name: 'streams of packets', samples: corpus('packet'), judge: judgeStream },
  { name: 'redirects', samples: corpus('redirect'), judge: judgeRedirect },
  { name: 'tokens', samples: tokens(), judge: judgeToken },
]
