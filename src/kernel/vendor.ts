/** The makes of gateway we speak to. The word is the same in the CLI, the records and the folders. */
export const VENDORS = ['mikrotik', 'chilli'] as const

export type Vendor = (typeof VENDORS)[number]

/** What the makes call themselves. */
export const VENDOR_NAMES: Readonly<Record<Vendor, string>> = {
  mikrotik: 'MikroTik',
  chilli: 'CoovaChilli',
}

/** The vendor by that name, or nothing. */
export function parseVendor(input: unknown): Vendor | undefined {
  return VENDORS.find((vendor) => vendor === input)
}
