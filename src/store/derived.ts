import { type Clock, SECOND } from '#src/kernel/clock.ts'
import type { Collection } from './collection.ts'

/** Looks at what other processes added, for the sake of strangers. */
const LOOKS_A_SECOND = 100

/** What is made of a document's rows, made anew whenever they change. */
export class Derived<Row extends { readonly id: string }, View> {
  readonly #rows: Collection<Row>
  readonly #derive: (rows: readonly Row[]) => View
  readonly #clock: Clock
  #generation: number
  #view: View
  #looks = 0
  #looksIn = 0

  constructor(rows: Collection<Row>, derive: (rows: readonly Row[]) => View, clock: Clock) {
    this.#rows = rows
    this.#derive = derive
    this.#clock = clock
    this.#generation = rows.generation
    this.#view = derive(rows.all())
  }

  /** Of the rows as this process knows them. */
  get view(): View {
    if (this.#generation !== this.#rows.generation) {
      this.#view = this.#derive(this.#rows.all())
      this.#generation = this.#rows.generation
    }
    return this.#view
  }

  /**
   * What `find` finds in the view. When it is nothing, that costs one look at what other processes
   * added; whoever floods us with what we do not know costs us no more than a hundred looks a second.
   */
  find<T>(find: (view: View) => T | undefined): T | undefined {
    const known = find(this.view)
    if (known || !this.#mayLook() || !this.#rows.refresh()) return known
    return find(this.view)
  }

  #mayLook(): boolean {
    const second = Math.floor(this.#clock() / SECOND)
    if (second !== this.#looksIn) this.#looks = 0
    this.#looksIn = second
    return this.#looks++ < LOOKS_A_SECOND
  }
}
