/** What answers are counted by. */
export const WINDOW_MS = 100

/** A rate is read over a second. */
const WINDOWS = 10

/** How many of these instants fall into each window since `from`. */
export function windowsOf(instants: readonly number[], from: number): number[] {
  const windows: number[] = []
  for (const at of instants) {
    const window = Math.floor((at - from) / WINDOW_MS)
    while (windows.length <= window) windows.push(0)
    windows[window] = (windows[window] ?? 0) + 1
  }
  return windows
}

/**
 * The lowest and the highest rate, over each second but those that begin in the first half of one: there a
 * load only begins.
 */
export function extremesOf(windows: readonly number[]): { lowest: number; highest: number } {
  const rates: number[] = []
  for (let at = WINDOWS / 2; at + WINDOWS <= windows.length; at++) {
    const sum = windows.slice(at, at + WINDOWS).reduce((all, one) => all + one, 0)
    rates.push((sum * 1000) / (WINDOWS * WINDOW_MS))
  }
  return { lowest: Math.min(...rates), highest: Math.max(...rates) }
}
