import { SETTINGS } from '#src/config.ts'
import type { Command, Flag } from './command.ts'

/** All commands and all settings on one page. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const settings = Object.entries(SETTINGS).map(
    ([name, { about, usual }]) => `  PHU_SONG_${name.padEnd(18)} ${about} (${usual})`,
  )
  return [
    'Phủ Sóng: public Wi-Fi for a city',
    '',
    'Usage: phu-song COMMAND [options]',
    '',
    ...commands.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`),
    '',
    '`phu-song COMMAND --help` explains one. Settings are read from the environment:',
    '',
    ...settings,
    '',
  ].join('\n')
}

/** One command in full. */
export function explain({ name, about, words = [], flags }: Command): string {
  const rows = Object.entries(flags).map(([flag, { about: meaning, ...rest }]) => ({
    left: spelling(flag, rest),
    meaning,
  }))
  const width = Math.max(0, ...rows.map(({ left }) => left.length))
  const usage = [`phu-song ${name}`, ...(rows.length > 0 ? ['[options]'] : []), ...words].join(' ')
  return [
    about,
    '',
    `Usage: ${usage}`,
    '',
    ...rows.map(({ left, meaning }) => `  ${left.padEnd(width)}  ${meaning}`),
    '',
  ].join('\n')
}

function spelling(flag: string, { value, short }: Omit<Flag, 'about'>): string {
  return `${short ? `-${short}, ` : ''}--${flag}${value ? ` ${value}` : ''}`
}
