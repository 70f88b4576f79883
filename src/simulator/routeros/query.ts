/** A row with every value it shows. */
type Shown = Readonly<Record<string, string>>

/**
 * Whether a row passes the query words of a `print`: a stack machine on an endless stack of `true`,
 * the answer being the AND of what is left.
 */
export function passes(queries: readonly string[], row: Shown): boolean {
  let stack: boolean[] = []
  for (const query of queries) {
    const word = query.slice(1)
    stack = word.startsWith('#') ? operate(stack, word.slice(1)) : [...stack, holds(word, row)]
  }
  return stack.every(Boolean)
}

function holds(word: string, row: Shown): boolean {
  const [, operator = '', name = '', , value] = /^([-=<>]?)([^=]*)(=(.*))?$/s.exec(word) ?? []
  const held = row[name]
  if (operator === '-') return held === undefined
  if (value === undefined) return held !== undefined
  if (held === undefined) return false
  if (operator === '<') return compare(held, value) < 0
  if (operator === '>') return compare(held, value) > 0
  return held === value
}

function compare(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)]
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y
  return a < b ? -1 : Number(a > b)
}

const TOKEN = /(\d+)|([!&|.])/g

/** One `?#` word. A digit copies the value at that depth; at the end of the word it alone remains. */
function operate(before: readonly boolean[], operations: string): boolean[] {
  let stack = [...before]
  const tokens = Array.from(operations.matchAll(TOKEN))
  for (const [index, [token, depth]] of tokens.entries()) {
    const isLast = index === tokens.length - 1
    if (depth !== undefined) {
      const value = stack.at(-1 - Number(depth)) ?? true
      stack = isLast ? [value] : [...stack, value]
    } else if (token === '.') {
      const isAfterDepth = tokens[index - 1]?.[1] !== undefined
      if (!isAfterDepth) stack.push(stack.at(-1) ?? true)
    } else {
      apply(stack, token)
    }
  }
  return stack
}

function apply(stack: boolean[], operator: string): void {
  const top = stack.pop() ?? true
  if (operator === '!') {
    stack.push(!top)
    return
  }
  const next = stack.pop() ?? true
  stack.push(operator === '&' ? top && next : top || next)
}
