/** What was used, both directions together. */
export type Used = { readonly seconds: number; readonly octets: number }

/** What a person has used of the day and the month in Việt Nam that hold an instant, everywhere together. */
export type UsedSoFar = { readonly day: Used; readonly month: Used }
