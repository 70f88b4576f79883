import { slugOf } from '#src/kernel/fold.ts'
import {
  OPENING_HOURS_EXAMPLE,
  parseOpeningHours,
  showOpeningHours,
} from '#src/places/opening-hours-text.ts'
import { atHome, commandLineActor } from './at-home.ts'
import { type Command, lineUpTo, parsed, required, UsageError } from './command.ts'
import { json, table } from './print.ts'

const NAME_LENGTH_MAX = 120
const KIND_LENGTH_MAX = 30
/** As long as a DNS label, which is what a gateway's name may become. */
const SLUG_LENGTH_MAX = 63

export const siteAdd: Command = {
  name: 'site add',
  about: 'Add a public place where gateways stand.',
  flags: {
    name: { value: 'TEXT', about: 'its name as people say it: “Quảng trường 30/10”' },
    commune: { value: 'NAME', about: 'the phường, xã or đặc khu it lies in, by name or code' },
    kind: { value: 'WORD', about: 'square, market, hospital, port … (place)' },
  },
  run: (given, shell) =>
    atHome(shell, (house) => {
      required(given, 'name')
      const name =
        parsed(
          given,
          'name',
          lineUpTo(NAME_LENGTH_MAX),
          `a line of 1 to ${NAME_LENGTH_MAX} characters`,
        ) ?? ''
      const kind = parsed(given, 'kind', lineUpTo(KIND_LENGTH_MAX), 'a short word') ?? 'place'
      const commune = house.places.communeNamed(required(given, 'commune'))
      if (!commune)
        throw new UsageError(`--commune: there is no “${given.text('commune')}” among the 54`)
      const site = {
        id: slugOf(name).slice(0, SLUG_LENGTH_MAX).replace(/-+$/, ''),
        name,
        kind,
        commune: commune.id,
        isDemo: false,
      }
      if (!site.id) throw new UsageError(`--name: “${name}” has no letter or digit`)
      const isAdded = house.audited(
        commandLineActor(),
        () => house.places.add(site),
        (done) => (done ? { action: 'site.added', subject: site.id } : undefined),
      )
      if (!isAdded) throw new UsageError(`there is a place ${site.id} already`)
      shell.out(`${site.id} is a place in ${commune.fullName} now.\n`)
      return 0
    }),
}

export const siteList: Command = {
  name: 'site list',
  about: 'The places, in Vietnamese order, with the short names that `gateway add` takes.',
  flags: { json: { about: 'answer as JSON' } },
  run: (given, shell) =>
    atHome(shell, ({ places }) => {
      const sites = places.sites()
      const rows = sites.map(({ id, name, kind, commune, openingHours }) => [
        id,
        name,
        kind,
        places.commune(commune)?.fullName ?? commune,
        openingHours ? showOpeningHours(openingHours) : ALWAYS,
      ])
      const head = ['SLUG', 'NAME', 'KIND', 'COMMUNE', 'OPEN']
      shell.out(given.has('json') ? json(sites) : table([head, ...rows]))
      return 0
    }),
}

/** How hours that are no hours are written. */
const ALWAYS = 'always'

export const siteHours: Command = {
  name: 'site hours',
  about: `Set when a place’s Wi-Fi may be used: “${OPENING_HOURS_EXAMPLE}”, or “${ALWAYS}”.`,
  words: ['SLUG', 'HOURS'],
  flags: {},
  run: ({ words: [slug = '', text = ''] }, shell) =>
    atHome(shell, (house) => {
      const hours = parseOpeningHours(text)
      if (!hours && text !== ALWAYS) {
        const example = `such as “${OPENING_HOURS_EXAMPLE}”, or “${ALWAYS}”`
        throw new UsageError(`“${text}” are no opening hours; write them ${example}`)
      }
      const says = hours ? showOpeningHours(hours) : ALWAYS
      const isSet = house.audited(
        commandLineActor(),
        () => house.places.setOpeningHours(slug, hours),
        (done) =>
          done ? { action: 'site.hours-set', subject: slug, detail: { hours: says } } : undefined,
      )
      if (!isSet) throw new UsageError(`there is no place ${slug}: see \`site list\``)
      shell.out(`${slug} is open ${says}.\n`)
      return 0
    }),
}
