import { type Attribute, layout } from '#src/radius/dictionary.ts'

/** An Access-Request of somebody who has no secret with us. */
export function knock(attributes: readonly Attribute[]): Buffer {
  const head = Buffer.alloc(20)
  const body = layout(attributes)
  head[0] = 1
  head.writeUInt16BE(head.length + body.length, 2)
  return Buffer.concat([head, body])
}
