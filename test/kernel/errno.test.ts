import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { errnoSays } from '#src/kernel/errno.ts'

const Errno = suite('kernel/errno')

Errno('says in words what an operator can act on, with the code to search for', () => {
  const error = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' })
  assert.is(errnoSays(error), 'another program is listening there (EADDRINUSE)')
})

Errno('leaves alone what it has no better words for', () => {
  assert.is(errnoSays(Object.assign(new Error('odd'), { code: 'EODD' })), 'odd')
  assert.is(errnoSays(Object.assign(new Error('odd'), { code: 'constructor' })), 'odd')
  assert.is(errnoSays('odd'), 'odd')
})

Errno.run()
