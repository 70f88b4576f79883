import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { calledStationOf } from '#src/radius/called-station.ts'

const Called = suite('radius/called-station')

Called('RFC 3580 §3.20: an access point and its network, in the spellings of the field', () => {
  const expected = { accessPoint: '00:10:a4:23:19:c0', ssid: 'AP1' }
  for (const address of [
    '00-10-A4-23-19-C0',
    '00:10:a4:23:19:c0',
    '0010.A423.19C0',
    '0010a42319c0',
  ]) {
    assert.equal(calledStationOf(`${address}:AP1`), expected, address)
    assert.equal(calledStationOf(address), { ...expected, ssid: undefined }, address)
  }
})

Called('RFC 3580 §3.20: a network may be called anything', () => {
  const ssid = (text: string) => calledStationOf(`00-10-A4-23-19-C0:${text}`)?.ssid
  assert.is(ssid('Hạ Long: miễn phí'), 'Hạ Long: miễn phí')
  assert.is(ssid('aa:bb:cc:dd:ee:ff'), 'aa:bb:cc:dd:ee:ff')
  assert.is(ssid(''), undefined)
})

Called('is nothing when it names no access point', () => {
  for (const text of [undefined, '', 'hotspot1', '00-10-A4-23-19:x', '00-10-A4-23-19-C0-11']) {
    assert.is(calledStationOf(text), undefined, text)
  }
})

Called.run()
