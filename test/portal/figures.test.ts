import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { showDuration, showOctets, showRate } from '#portal/figures.ts'
import { en } from '#portal/locales/en.ts'
import { vi } from '#portal/locales/vi.ts'

const Figures = suite('portal/figures')

Figures('shows durations in hours and minutes, never nothing too early', () => {
  const cases = [
    [0, '0 phút'],
    [-5, '0 phút'],
    [1, '1 phút'],
    [3_599, '59 phút'],
    [3_600, '1 giờ'],
    [18_720, '5 giờ 12 phút'],
  ] as const
  for (const [seconds, text] of cases) assert.is(showDuration(vi, seconds), text)
})

Figures('shows sizes in decimal units with the comma or the point of the language', () => {
  assert.is(showOctets(vi, 1_240_000_000), '1,24 GB')
  assert.is(showOctets(en, 1_240_000_000), '1.24 GB')
  assert.is(showOctets(vi, 0), '0 kB')
  assert.is(showOctets(vi, 2e15), '2.000 TB')
  assert.is(showRate(en, 512), '0.5 Mbit/s')
})

Figures.run()
