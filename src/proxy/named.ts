import { type AttributeId, attributeId } from '#src/radius/dictionary.ts'

/** A set of attributes, given by their dictionary names. */
export type Named = { readonly has: (id: AttributeId) => boolean }

/** The attributes of these names, to be asked on every packet. */
export function named(names: readonly string[]): Named {
  const numbers = new Set(names.map((name) => numberOf(attributeId(name))))
  return { has: (id) => numbers.has(numberOf(id)) }
}

/** One number for both: a type is one octet. */
function numberOf({ vendor, type }: AttributeId): number {
  return vendor * 256 + type
}
