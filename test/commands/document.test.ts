import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { housekeeping } from '#src/app/housekeeping.ts'
import { GATEWAY_ADD, openCommandLine } from '#test/command-line.ts'
import { programOver } from '#test/serve-process.ts'

type City = ReturnType<typeof openCommandLine>

const fileOf = (city: City, name: string) => join(city.data, `${name}.json`)

function edit(city: City, name: string, from: string, to: string): void {
  const text = readFileSync(fileOf(city, name), 'utf8')
  assert.ok(text.includes(from))
  writeFileSync(fileOf(city, name), text.replace(from, to))
}

/** A city that was opened once, so that its documents are there. */
async function openedOnce(): Promise<City> {
  const city = openCommandLine()
  await city.run(...GATEWAY_ADD)
  return city
}

const Documents = suite('commands/document')

Documents('lists the documents while one of them keeps every other command out', async () => {
  using city = await openedOnce()
  edit(city, 'plans', '"dayMinutes": 480', '"dayMinutes": 60')
  truncateSync(fileOf(city, 'gateways'), 100)
  const { code, out } = await city.run('document', 'list')
  assert.is(code, 0)
  assert.match(out, /^sites +1 +30 +good$/m)
  assert.match(out, /^plans +1 +1 +edited +\S+plans\.json was changed outside this program$/m)
  assert.match(out, /^gateways +– +– +damaged +\S+gateways\.json is not a document/m)
  const [, plans] = JSON.parse((await city.run('document', 'list', '--json')).out)
  assert.equal([plans.name, plans.generation, plans.rows, plans.state], ['plans', 1, 1, 'edited'])
  assert.match(plans.wrong.fix, 'phu-song document accept plans')
})

Documents('adopts a limit edited by hand, which a running server follows', async () => {
  using city = await openedOnce()
  using serving = city.house()
  using _ = housekeeping(serving, async () => undefined, 1)
  edit(city, 'plans', '"dayMinutes": 480', '"dayMinutes": 60')
  const { err } = await city.run('gateway', 'list')
  assert.match(err, /plans\.json was changed .*; `phu-song document accept plans` shows/)

  const shown = await city.run('document', 'accept', 'plans')
  assert.match(
    shown.out,
    'no older generation is whole: 1 added, 0 removed, 0 changed\n+ public\nNothing is changed yet',
  )
  assert.is((await city.run('gateway', 'list')).code, 1)
  const accepted = await city.run('document', 'accept', 'plans', '--yes')
  assert.match(accepted.out, 'plans is generation 2 now')

  for (let looks = 0; serving.plans.find('public')?.dayMinutes !== 60; looks++) {
    assert.ok(looks < 500, 'the server never followed')
    await wait(10)
  }
  const [entry] = serving.audit.list({ limit: 1 })
  assert.equal([entry?.action, entry?.subject], ['document.accepted', 'plans'])
  assert.equal(entry?.detail, { rows: 1 })
  assert.is((await city.run('doctor')).code, 0)
})

Documents('refuses a cut file, and takes the older generation copied in its place', async () => {
  using city = await openedOnce()
  await city.run(...GATEWAY_ADD, '--name', 'gw-2', '--address', '127.0.0.2')
  const path = fileOf(city, 'gateways')
  truncateSync(path, 300)
  const refused = await city.run('document', 'accept', 'gateways', '--yes')
  assert.equal([refused.code, refused.out], [1, ''])
  assert.is(
    refused.err,
    `${path} is not a document, or is cut short; copy ${path}.1 over it, then \`phu-song document accept gateways\`\n`,
  )

  writeFileSync(path, readFileSync(`${path}.1`))
  assert.match((await city.run('gateway', 'list')).err, 'is older than the database remembers')
  const accepted = await city.run('document', 'accept', 'gateways', '--yes')
  assert.match(accepted.out, 'compared with gateways.json.1: 0 added, 0 removed, 0 changed\n')
  const listed = (await city.run('gateway', 'list')).out
  assert.match(listed, 'gw-1')
  assert.not.match(listed, 'gw-2')
})

Documents('refuses a gateway whose secrets would keep the house shut, and shows none', async () => {
  using city = await openedOnce()
  await city.run(...GATEWAY_ADD, '--name', 'gw-2', '--address', '127.0.0.2')
  edit(city, 'gateways', '"id": "gw-1"', '"id": "gw-9"')
  const { code, err } = await city.run('document', 'accept', 'gateways', '--yes')
  assert.is(code, 1)
  assert.match(err, 'the secrets of gateway gw-9 do not open')

  edit(city, 'gateways', '"id": "gw-9"', '"id": "gw-1"')
  edit(city, 'gateways', '"vendor": "mikrotik"', '"vendor": "chilli"')
  const { out } = await city.run('document', 'accept', 'gateways', '--yes')
  assert.match(out, '1 added, 0 removed, 1 changed\n+ gw-2\n~ gw-1: vendor\n')
})

Documents('refuses a document that is good, and one there is not', async () => {
  using city = await openedOnce()
  for (const words of [['plans'], ['plans', '--yes']]) {
    const { code, err } = await city.run('document', 'accept', ...words)
    assert.is(code, 2)
    assert.match(err, 'there is nothing to accept: plans is as it was written')
  }
  const { code, err } = await city.run('document', 'accept', 'people')
  assert.is(code, 2)
  assert.match(
    err,
    'there is no document “people”; there are sites, plans, gateways, realms, officers',
  )
})

Documents('is adopted once, and loses no write of another process beside it', async () => {
  using city = await openedOnce()
  edit(city, 'sites', '"kind": "square"', '"kind": "edited"')
  const program = programOver(city.folder)
  const add = (n: number) =>
    program.command('site', 'add', '--name', `Moi ${n}`, '--commune', 'bai chay')
  const accept = () => program.command('document', 'accept', 'sites', '--yes')
  const work = [add(1), accept(), add(2), accept(), add(3)]
  const [first, one, second, other, third] = await Promise.allSettled(work)
  assert.equal([one?.status, other?.status].sort(), ['fulfilled', 'rejected'])

  using house = city.house()
  assert.ok(house.places.sites().some(({ kind }) => kind === 'edited'))
  for (const [i, added] of [first, second, third].entries()) {
    const isThere = house.places.site(`moi-${i + 1}`) !== undefined
    assert.is(isThere, added?.status === 'fulfilled', `moi-${i + 1}`)
  }
  const trail = house.audit.list({ limit: 10 })
  assert.is(trail.filter(({ action }) => action === 'document.accepted').length, 1)
})

Documents.run()
