import { type Mac, parseMac } from '#src/kernel/mac.ts'

/** The access point, and the network it offers there. */
export type CalledStation = { readonly accessPoint: Mac; readonly ssid: string | undefined }

/** A MAC in one of its spellings, then the name of the network, which may hold colons itself. */
const WITH_SSID =
  /^((?:[0-9a-f]{2}[:.-]?){5}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4})(?::(.*))?$/is

/**
 * Reads a Called-Station-Id as access points write it: `AP-MAC:SSID` (RFC 3580 §3.20). Nothing when it is
 * another name, such as that of a hotspot server.
 */
export function calledStationOf(text: string | undefined): CalledStation | undefined {
  const [, address, ssid] = WITH_SSID.exec(text ?? '') ?? []
  const accessPoint = parseMac(address)
  return accessPoint && { accessPoint, ssid: ssid || undefined }
}
