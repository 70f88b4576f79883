import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { passes } from '#src/simulator/routeros/query.ts'

const row = { name: 'ether1', mtu: '1500', comment: '' }
const yes = (...queries: string[]) => assert.ok(passes(queries, row), queries.join(' '))
const no = (...queries: string[]) => assert.not(passes(queries, row), queries.join(' '))

const Query = suite('simulator/routeros/query')

Query('passes what no query refuses', () => {
  yes()
  yes('?name')
  no('?speed')
  yes('?-speed')
  no('?-name')
})

Query('compares by equality, and numbers by size', () => {
  yes('?name=ether1')
  yes('?=name=ether1')
  no('?name=ether2')
  yes('?>mtu=900')
  no('?<mtu=900')
  yes('?comment=')
})

Query('ands what is left on the stack', () => {
  yes('?name=ether1', '?mtu=1500')
  no('?name=ether1', '?mtu=9000')
})

Query('works the stack from left to right', () => {
  yes('?name=ether2', '?#!')
  yes('?name=ether1', '?name=ether2', '?#|')
  no('?name=ether1', '?name=ether2', '?#&')
  yes('?name=ether2', '?name=ether3', '?#|!')
})

Query('copies by index, and keeps one value at the end of a word', () => {
  yes('?name=ether2', '?name=ether1', '?#0')
  no('?name=ether2', '?name=ether1', '?#1')
  no('?name=ether2', '?name=ether1', '?#1&')
  yes('?name=ether1', '?#.&')
})

Query.run()
