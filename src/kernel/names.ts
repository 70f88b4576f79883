/** Names as small numbers, from 0 in the order they were first met: for tables that hold numbers only. */
export class Names {
  readonly #numbers = new Map<string, number>()
  readonly #names: string[] = []

  /** The number of a name, which it has from now on. */
  numberOf(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    const number = this.#names.push(name) - 1
    this.#numbers.set(name, number)
    return number
  }

  /** The name of a number that was given. */
  nameOf(number: number): string {
    return this.#names[number] as string
  }
}
