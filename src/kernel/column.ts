/** Places that memory is taken for together. */
const PIECE_LOG2 = 10
const PIECE = 2 ** PIECE_LOG2
const IN_PIECE = PIECE - 1

/** What a piece is made of: an array of numbers in so many bits, or of anything. */
type Piece<Item> = { [place: number]: Item; fill(item: Item): unknown }

/**
 * An array of very many, of any length, in pieces of memory that stay where they are.
 *
 * An `Array` that has no more room copies all it holds to where there is more, which at a hundred thousand
 * is long enough to be felt, and leaves as much to the garbage collector, over and over while it grows.
 */
export class Column<Item> {
  readonly #pieces: Piece<Item>[] = []
  readonly #newPiece: (length: number) => Piece<Item>
  readonly #blank: Item

  private constructor(newPiece: (length: number) => Piece<Item>, blank: Item) {
    this.#newPiece = newPiece
    this.#blank = blank
  }

  /** Of numbers, each 0 until it is set. The collector walks none of it. */
  static ofNumbers(): Column<number> {
    return new Column((length) => new Float64Array(length), 0)
  }

  /** The same of whole numbers between -2^31 and 2^31, in half the room. */
  static ofIntegers(): Column<number> {
    return new Column((length) => new Int32Array(length), 0)
  }

  /** Of anything, each place without until it is set. */
  static of<Item>(): Column<Item | undefined> {
    return new Column<Item | undefined>((length) => Array(length), undefined)
  }

  /** What is at a place that was made room for. */
  get(place: number): Item {
    return (this.#pieces[place >> PIECE_LOG2] as Piece<Item>)[place & IN_PIECE] as Item
  }

  set(place: number, item: Item): void {
    ;(this.#pieces[place >> PIECE_LOG2] as Piece<Item>)[place & IN_PIECE] = item
  }

  /** Makes room for so many places, and none of less. */
  reach(places: number): void {
    while (this.#pieces.length * PIECE < places) this.#addPiece()
  }

  /** Every place is as it was at first. Keeps its room. */
  clear(): void {
    for (const piece of this.#pieces) piece.fill(this.#blank)
  }

  #addPiece(): void {
    const piece = this.#newPiece(PIECE)
    piece.fill(this.#blank)
    this.#pieces.push(piece)
  }
}
