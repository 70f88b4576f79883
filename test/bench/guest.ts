/** Somebody at a gateway's login: what its Access-Request will say. */
export type Guest = {
  readonly userName: string
  readonly password: string
  /** `AA:BB:CC:DD:EE:FF`, as a Calling-Station-Id. */
  readonly mac: string
}

/** The hardware address of the nth phone of the bench, locally administered. */
export function macOf(n: number): string {
  const hex = n.toString(16).padStart(10, '0').toUpperCase()
  return `02:${hex.match(/../g)?.join(':')}`
}
