/** C0, DEL, C1, and the bidirectional controls that can make a line read backwards. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/**
 * Text from the air (an SSID, a User-Name, a host name) made fit to show or log on one line.
 *
 * Control and direction characters become `�`; what is past `max` characters is cut with `…`.
 */
export function printable(text: string, max = 80): string {
  const safe = text.replace(UNPRINTABLE, '\ufffd')
  return safe.length > max ? `${safe.slice(0, max - 1)}…` : safe
}
