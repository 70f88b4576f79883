import { existsSync, globSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const sources = globSync(['src/**/*.ts', 'portal/**/*.ts', 'firmware-config/**/*.ts'])
const tests = globSync('test/**/*.ts')
const read = (file: string) => readFileSync(file, 'utf8')

/** What may be said only in one place, and what to say elsewhere. */
const BANNED = [
  {
    pattern: /\bDate\.now\(|\bTemporal\.Now\b|\bnew Date\(\)/,
    home: /^src\/kernel\/clock\.ts$/,
    instead: 'the clock given as an argument',
  },
  { pattern: /\bMath\.random\(/, home: /^$/, instead: 'the entropy given as an argument' },
  { pattern: /\bprocess\.env\b/, home: /^src\/config\.ts$/, instead: 'the config' },
  { pattern: /\braw\(/, home: /^$/, instead: 'html``, which escapes' },
  { pattern: /<[^`>]*\s[\w-]+=\$\{/, home: /^$/, instead: 'quotes round the attribute' },
  { pattern: /\bfrom 'radius'/, home: /^src\/radius\//, instead: 'src/radius' },
  { pattern: /\bfrom 'node-routeros'/, home: /^src\/device\//, instead: 'src/device' },
  { pattern: /\bfrom 'node:sqlite'/, home: /^src\/store\//, instead: 'src/store' },
  { pattern: /\b(?:TODO|FIXME|XXX|HACK)\b/, home: /^$/, instead: 'the thing itself' },
] as const

const LINES_MAX = 300

/** Tests that mirror no single source: whole journeys, peers, browsers, the house itself. */
const JOURNEYS = /^test\/(?:interop|browser|city|bench|fuzz|support)\//

const Tidy = suite('tidy')

Tidy('says each thing in its one place', () => {
  const strays = sources.flatMap((file) =>
    BANNED.filter(({ pattern, home }) => !home.test(file) && pattern.test(read(file))).map(
      ({ pattern, instead }) => `${file}: ${pattern}: use ${instead}`,
    ),
  )
  assert.equal(strays, [])
})

Tidy('keeps files short enough to read in one sitting', () => {
  const long = [...sources, ...tests]
    .map((file) => ({ file, lines: read(file).split('\n').length }))
    .filter(({ lines }) => lines > LINES_MAX)
  assert.equal(long, [])
})

Tidy('runs every suite it declares', () => {
  const silent = tests.flatMap((file) =>
    Array.from(read(file).matchAll(/^const (\w+) = suite\b/gm), ([, name = '']) => name)
      .filter((name) => !read(file).includes(`\n${name}.run()`))
      .map((name) => `${file}: ${name} never runs`),
  )
  assert.equal(silent, [])
})

Tidy('has a source behind every test', () => {
  const orphans = tests
    .filter((file) => file.endsWith('.test.ts') && file.split('/').length > 2)
    .filter((file) => !JOURNEYS.test(file))
    .filter((file) => !existsSync(sourceOf(file)))
  assert.equal(orphans, [])
})

function sourceOf(test: string): string {
  const isTopLevel = /^test\/(?:portal|firmware-config)\//.test(test)
  return test.replace('test/', isTopLevel ? '' : 'src/').replace('.test.ts', '.ts')
}

Tidy.run()
