import type * as v from 'valibot'
import { type GatewayRecord, gatewayRecordSchema } from '#src/gateways/gateway.ts'
import { openRecord } from '#src/gateways/gateway-store.ts'
import type { Millis } from '#src/kernel/clock.ts'
import { officerRecordSchema } from '#src/officers/officer.ts'
import { siteSchema } from '#src/places/place.ts'
import { planSchema } from '#src/plans/plan.ts'
import { type RealmRecord, realmRecordSchema } from '#src/realms/realm.ts'
import { openRealm } from '#src/realms/realm-store.ts'
import {
  adopt,
  type DocumentKind,
  type Offer,
  offerOf,
  type Standing,
  standingOf,
} from '#src/store/acceptance.ts'
import type { Ground } from './ground.ts'

/** The documents of the data folder, by name, and what their rows must be. */
export const DOCUMENTS = {
  sites: siteSchema,
  plans: planSchema,
  gateways: gatewayRecordSchema,
  realms: realmRecordSchema,
  officers: officerRecordSchema,
} as const
export type DocumentName = keyof typeof DOCUMENTS

/** Any document's row: who looks at a document needs no more of it. */
type AnyRow = { readonly id: string }

export const DOCUMENT_NAMES = Object.keys(DOCUMENTS) as readonly DocumentName[]

/** How one document stands; nothing is changed. */
export function documentStanding({ config, database }: Ground, name: DocumentName): Standing {
  return standingOf(kindOf(config.data, name), database)
}

/** What accepting a document as it stands would change. Throws a `Fault` naming what cannot be. */
export function documentOffer({ config, keyring }: Ground, name: DocumentName): Offer<AnyRow> {
  const offer = offerOf(kindOf(config.data, name))
  if (name === 'gateways') {
    for (const row of offer.rows) openRecord(row as GatewayRecord, keyring)
  }
  if (name === 'realms') for (const row of offer.rows) openRealm(row as RealmRecord, keyring)
  return offer
}

/** Makes a document as it stands the newest generation, on record; undefined when nothing is wrong. */
export function acceptDocument(
  ground: Ground,
  name: DocumentName,
  by: { readonly at: Millis; readonly actor: string },
): { readonly offer: Offer<AnyRow>; readonly generation: number } | undefined {
  const { audit, config, database } = ground
  return database.transaction(() => {
    if (documentStanding(ground, name).state === 'good') return undefined
    const offer = documentOffer(ground, name)
    const detail = { rows: offer.rows.length }
    audit.append({ ...by, action: 'document.accepted', subject: name, detail })
    return { offer, generation: adopt(kindOf(config.data, name), offer, database) }
  })
}

function kindOf(folder: string, name: DocumentName): DocumentKind<AnyRow> {
  const schema: v.GenericSchema<unknown, AnyRow> = DOCUMENTS[name]
  return { folder, name, schema }
}
