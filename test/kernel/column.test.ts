import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Column } from '#src/kernel/column.ts'

const Columns = suite('kernel/column')

/** More than a piece, and not a whole number of them. */
const MANY = 2500

Columns('keeps what each place was given, however many there come to be', () => {
  for (const column of [Column.ofNumbers(), Column.ofIntegers()]) {
    for (let place = 0; place < MANY; place++) {
      column.reach(place + 1)
      column.set(place, MANY - place)
    }
    for (let place = 0; place < MANY; place++) assert.is(column.get(place), MANY - place)
  }
})

Columns('a place is blank until it is given something, and after everything is cleared', () => {
  const columns = [
    { column: Column.ofNumbers(), item: 0.5, blank: 0 },
    { column: Column.ofIntegers(), item: -5, blank: 0 },
    { column: Column.of<number>(), item: 5, blank: undefined },
  ] as const
  for (const { column, item, blank } of columns as readonly {
    column: Column<number | undefined>
    item: number
    blank: number | undefined
  }[]) {
    column.reach(MANY)
    assert.is(column.get(MANY - 1), blank)
    column.set(MANY - 1, item)
    column.reach(1)
    assert.is(column.get(MANY - 1), item)
    column.clear()
    assert.is(column.get(MANY - 1), blank)
  }
})

Columns.run()
