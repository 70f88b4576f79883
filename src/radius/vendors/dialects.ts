import type { Vendor } from '#src/kernel/vendor.ts'
import { chilli } from './chilli.ts'
import type { Dialect } from './dialect.ts'
import { mikrotik } from './mikrotik.ts'

/** Every make of gateway by its name: a new vendor does not compile until it has an entry. */
export const DIALECTS: Readonly<Record<Vendor, Dialect>> = { mikrotik, chilli }
