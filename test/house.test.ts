import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

/** The house from the cellar up. A room may lean on rooms below its floor, never beside or above. */
const HOUSE = [
  ['src/kernel'],
  ['src/store', 'src/radius', 'src/hotspot', 'src/device', 'src/sms', 'src/http'],
  [
    'src/places',
    'src/plans',
    'src/people',
    'src/vouchers',
    'src/gateways',
    'src/realms',
    'src/sessions',
    'src/services',
    'src/officers',
    'firmware-config',
  ],
  ['src/login', 'src/accounting', 'src/enforcement', 'src/proxy', 'src/fleet', 'src/reports'],
  ['src/admin', 'portal', 'src/simulator'],
  ['src/config.ts', 'src/app', 'src/main.ts', 'src/commands'],
] as const

const IMPORT =
  /^(?:import|export)\s[^'"=(]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm
const ALIAS = /^#(?=src\/|portal\/|firmware-config\/)/

const rooms = HOUSE.flatMap((floor, height) => floor.map((room) => ({ room, height })))
const files = globSync(['src/**/*.ts', 'portal/**/*.ts', 'firmware-config/**/*.ts'])
const imports = new Map(files.map((file) => [file, targets(file)]))

function targets(file: string): string[] {
  return Array.from(readFileSync(file, 'utf8').matchAll(IMPORT))
    .map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '')
    .filter((specifier) => specifier.startsWith('.') || ALIAS.test(specifier))
    .map((specifier) =>
      specifier.startsWith('.')
        ? normalize(join(dirname(file), specifier))
        : specifier.replace(ALIAS, ''),
    )
}

function roomOf(file: string) {
  const found = rooms.find(({ room }) => file === room || file.startsWith(`${room}/`))
  assert.ok(found, `${file} is in no room: add it to HOUSE and to ARCHITECTURE.md`)
  return found
}

const House = suite('house')

House('leans only on floors below', () => {
  const leaning: string[] = []
  for (const [file, leansOn] of imports) {
    for (const target of leansOn) {
      const [from, to] = [roomOf(file), roomOf(target)]
      if (from.room !== to.room && to.height >= from.height && from.height < HOUSE.length - 1) {
        leaning.push(`${file} leans on ${target}`)
      }
    }
  }
  assert.equal(leaning, [])
})

House('has no circular stairs', () => {
  const state = new Map<string, 'open' | 'done'>()
  const visit = (file: string, path: string[]): void => {
    if (state.get(file) === 'done') return
    assert.is.not(state.get(file), 'open', [...path, file].join(' → '))
    state.set(file, 'open')
    for (const target of imports.get(file) ?? []) visit(target, [...path, file])
    state.set(file, 'done')
  }
  for (const file of files) visit(file, [])
})

House('keeps Node out of what also runs in a Worker', () => {
  const guests = files.filter((file) => /^(?:portal|src\/kernel)\//.test(file))
  const bound = guests.filter((file) => /from 'node:|\bBuffer\b/.test(readFileSync(file, 'utf8')))
  assert.equal(bound, [])
})

House.run()
