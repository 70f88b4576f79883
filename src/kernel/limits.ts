/** RFC 2869 §5.16: no gateway may be told to report more often. */
export const INTERIM_SECONDS_MIN = 60

/**
 * How much a session may have: one value, rendered in each vendor's own units where it meets the wire.
 *
 * `up` is from the phone to the Internet. `octets` counts both directions. What is absent is unlimited.
 */
export type Limits = {
  readonly sessionSeconds: number
  readonly idleSeconds: number
  readonly interimSeconds: number
  readonly rate?: { readonly upKbps: number; readonly downKbps: number }
  readonly octets?: number
}
