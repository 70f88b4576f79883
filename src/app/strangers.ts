import type { Stranger } from '#src/gateways/stranger.ts'
import type { House } from './house.ts'

/** Who knocked and is no gateway, or was adopted since: last heard first. */
export function knocking({ strangers, gateways }: House): Stranger[] {
  return strangers.all().filter(({ address }) => !gateways.at(address))
}
