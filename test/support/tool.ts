import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * The path of a program this test talks to, or nothing: then the suite skips its tests
 * (`const test = radclient ? Interop : Interop.skip`). With `CI` set a missing program is a failure,
 * because a peer that is silently absent proves nothing.
 */
export function tool(name: string, debianPackage: string): string | undefined {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable)
  if (found) return found

  const says = `${name} is not installed (Debian: apt install ${debianPackage})`
  if (process.env['CI']) throw new Error(says)
  process.stdout.write(`skipped: ${says}\n`)
  return undefined
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
