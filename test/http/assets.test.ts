import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadAssets } from '#src/http/assets.ts'
import { temporaryFolder } from '#test/house.ts'

const Assets = suite('http/assets')

Assets('names a file by its content and lets it be kept for ever', async () => {
  using folder = temporaryFolder()
  const file = join(folder.path, 'a.css')
  const load = (text: string) => {
    writeFileSync(file, text)
    return loadAssets({ 'a.css': pathToFileURL(file) })
  }
  const [one, two] = [load('p{}'), load('b{}')]
  assert.match(one.href('a.css'), /^\/assets\/a\.[\w-]{10}\.css$/)
  assert.is.not(one.href('a.css'), two.href('a.css'))

  const response = two.respond(two.href('a.css'), 'gzip')
  assert.is(response?.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  assert.is(response?.headers.get('content-type'), 'text/css; charset=utf-8')
  const bytes = Buffer.from(await (response as Response).arrayBuffer())
  assert.is(gunzipSync(bytes).toString(), 'b{}')
})

Assets('knows no other path', () => {
  const assets = loadAssets({})
  for (const path of ['/assets/../package.json', '/assets/a.css', '//assets/a', '']) {
    assert.is(assets.respond(path, undefined), undefined)
  }
  assert.throws(() => assets.href('b.css'))
})

Assets.run()
