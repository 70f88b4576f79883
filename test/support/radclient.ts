import { execFile } from 'node:child_process'
import { tool } from './tool.ts'

/** FreeRADIUS's own client: it checks authenticators and Message-Authenticator of what it is answered. */
export const radclient = tool('radclient', 'freeradius-utils')

/** What it printed, and its exit code: 0 when it was answered as it hoped. */
export type Said = { readonly code: number; readonly says: string }

/** Runs radclient with these attributes on its standard input. `command` is `auth`, `acct`, `coa`… */
export function askByRadclient(
  { host, port }: { readonly host: string; readonly port: number },
  command: string,
  attributes: readonly string[],
  secret: string,
): Promise<Said> {
  return new Promise((resolve) => {
    const options = ['-x', '-r', '1', '-t', '1', `${host}:${port}`, command, secret]
    const child = execFile(radclient ?? '', options, (error, out, err) =>
      resolve({ code: error ? 1 : 0, says: out + err }),
    )
    child.stdin?.end(`${attributes.join('\n')}\n`)
  })
}
