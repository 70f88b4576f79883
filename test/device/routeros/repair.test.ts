import * as library from 'node-routeros'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repair } from '#src/device/routeros/repair.ts'
import { Bug } from '#src/kernel/assert.ts'

const Repair = suite('device/routeros/repair')

Repair('is done once, however often it is asked for', () => {
  const before = library.Channel.prototype.write
  repair(library)
  assert.is(library.Channel.prototype.write, before)
})

Repair('names the method that a future version no longer has', () => {
  class RouterOSAPI {}
  class Connector {
    onConnect(): void {}
  }
  class Receiver {}
  class Channel {
    write(): void {}
  }
  const future = { RouterOSAPI, Connector, Receiver, Channel } as unknown as typeof library
  assert.throws(
    () => repair(future),
    (error: unknown) => error instanceof Bug && error.message.includes('Connector.write'),
  )
})

Repair.run()
