import type { Resource } from '#src/device/resource.ts'
import type { SiteFacts } from '../facts.ts'
import { dhcp } from './dhcp.ts'
import { hotspot } from './hotspot.ts'
import { radius } from './radius.ts'
import { walledGarden } from './walled-garden.ts'

/** What a MikroTik gateway should be, whatever it is. In an order where each may refer to earlier ones. */
export function desired(facts: SiteFacts): Resource[] {
  return [...radius(facts), ...walledGarden(facts), ...dhcp(facts), ...hotspot(facts)]
}
