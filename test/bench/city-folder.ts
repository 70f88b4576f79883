import { join } from 'node:path'
import { parseConfig } from '#src/config.ts'

export const HOST = '127.0.0.1'
export const GATEWAY = 'bench'
export const SITE = 'bench'

/** The nth gateway of several, or the only one. */
export function gatewayNamed(n: number, of: number): string {
  return of === 1 ? GATEWAY : `${GATEWAY}-${n}`
}

/** Where the nth gateway of several speaks from. */
export function addressOf(n: number): string {
  return `127.30.${n >> 8}.${n & 255}`
}

/** The settings of a city in this folder, as the `serve` command would find them there. */
export function configIn(folder: string) {
  return parseConfig({
    PHU_SONG_DATA: join(folder, 'data'),
    PHU_SONG_KEY_FILE: join(folder, 'key'),
    PHU_SONG_PORTAL_LISTEN: '127.0.0.1:0',
    PHU_SONG_ADMIN_LISTEN: '127.0.0.1:0',
    PHU_SONG_RADIUS_AUTH_LISTEN: '127.0.0.1:0',
    PHU_SONG_RADIUS_ACCT_LISTEN: '127.0.0.1:0',
  })
}
