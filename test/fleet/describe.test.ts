import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Resource } from '#src/device/resource.ts'
import { describe } from '#src/fleet/describe.ts'
import { Secret } from '#src/kernel/secret.ts'

const radius: Resource = {
  path: '/radius',
  name: 'phu-song/radius',
  set: { address: '10.0.0.1', timeout: '3s' },
  sealed: { mark: 'aa', set: { secret: new Secret('canary-secret') } },
}

const Describe = suite('fleet/describe')

Describe('gives each step one line, with its sign first', () => {
  assert.is(
    describe({ kind: 'add', resource: radius }),
    '+ /radius phu-song/radius address=10.0.0.1 timeout=3s secret=(secret)',
  )
  assert.is(
    describe({ kind: 'change', resource: radius, change: { set: { timeout: '5s', realm: 'x' } } }),
    '~ /radius phu-song/radius timeout: 3s → 5s, realm: (none) → x',
  )
  assert.is(
    describe({ kind: 'move', resource: radius, before: undefined }),
    '~ /radius phu-song/radius moved last',
  )
  assert.is(describe({ kind: 'remove', resource: radius }), '- /radius phu-song/radius')
})

Describe('never shows a secret, and a page by its size', () => {
  const { sealed } = radius
  const change = sealed ? { set: {}, sealed } : { set: {} }
  const line = describe({ kind: 'change', resource: radius, change })
  assert.is(line, '~ /radius phu-song/radius secret=(secret)')
  const page = { path: '/file', name: 'phu-song/a.html', set: { contents: 'chữ' } }
  assert.is(
    describe({ kind: 'add', resource: page }),
    '+ /file phu-song/a.html contents=(5 octets)',
  )
})

Describe.run()
