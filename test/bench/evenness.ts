/** What answers are counted by. */
export const WINDOW_MS = 100

const BEGINNING_MS = 500

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
 * The lowest and the highest rate a second, each read over so many seconds, but for those that begin in
 * the first half of one: there a load only begins.
 */
export function extremesOf(
  windows: readonly number[],
  seconds: number,
): { lowest: number; highest: number } {
  const count = (seconds * 1000) / WINDOW_MS
  const rates: number[] = []
  for (let at = BEGINNING_MS / WINDOW_MS; at + count <= windows.length; at++) {
    rates.push(windows.slice(at, at + count).reduce((all, one) => all + one, 0) / seconds)
  }
  return { lowest: Math.min(...rates), highest: Math.max(...rates) }
}
