import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readBack } from '#src/simulator/routeros/values.ts'

const Values = suite('simulator/routeros/values')

Values('reads back as a device does, not as it was told', () => {
  assert.is(readBack('flag', 'yes'), 'true')
  assert.is(readBack('time', '300s'), '5m')
  assert.is(readBack('time', '90061'), '1d1h1m1s')
  assert.is(readBack('time', '00:05:00'), '5m')
  assert.is(readBack('time', '3300ms'), '3s300ms')
  assert.is(readBack('time', 'none'), 'none')
  assert.is(readBack('rate', '10M/512k'), '10000000/512000')
  assert.is(readBack('mac', '2c-c8-1b-00-00-01'), '2C:C8:1B:00:00:01')
  assert.is(readBack('prefix', '10.5.50.7/24'), '10.5.50.0/24')
  assert.is(readBack('prefix', '10.5.50.7'), '10.5.50.7')
  assert.is(readBack('list', 'b,a', ['a', 'b', 'c']), 'a,b')
})

Values('does not take what does not fit', () => {
  assert.is(readBack('flag', 'maybe'), undefined)
  assert.is(readBack('time', 'soon'), undefined)
  assert.is(readBack('number', '-1'), undefined)
  assert.is(readBack('rate', 'fast'), undefined)
  assert.is(readBack('mac', 'zz'), undefined)
  assert.is(readBack('ip', '10.0.0.256'), undefined)
  assert.is(readBack('list', 'd', ['a']), undefined)
  assert.is(readBack('choice', 'd', ['a']), undefined)
})

Values.run()
