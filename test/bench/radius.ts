import { printTable, type Row } from './figures.ts'
import { benchGrowth } from './growth.ts'
import { benchHostile } from './hostile.ts'
import { benchMemory } from './memory.ts'
import { benchMixed } from './mixed.ts'
import { benchRates } from './rates.ts'
import type { Workbench } from './workbench.ts'

/** The figures there are, in the order they are measured. */
export const PARTS = ['auth', 'acct', 'mixed', 'memory', 'growth', 'hostile'] as const
export type Part = (typeof PARTS)[number]

/** Measures those figures, prints a line for each, and all of them as a table at the end. */
export async function benchRadius(
  folder: () => Workbench,
  seconds: number,
  only: readonly Part[] = PARTS,
): Promise<void> {
  const asks = (part: Part) => only.includes(part)
  const rows: Row[] = []
  /** Every part has a folder and processes of its own, gone before the next begins. */
  const run = async (measure: (bench: Workbench) => Promise<readonly Row[]>) => {
    await using bench = folder()
    rows.push(...(await measure(bench)))
  }
  const asked = { auth: asks('auth'), acct: asks('acct') }
  if (asked.auth || asked.acct) await run((bench) => benchRates(bench, seconds, asked))
  if (asks('mixed')) await run((bench) => benchMixed(bench, seconds))
  if (asks('memory')) await run((bench) => benchMemory(bench))
  if (asks('growth')) await run((bench) => benchGrowth(bench, seconds))
  if (asks('hostile')) await run((bench) => benchHostile(bench))
  printTable(rows)
}
