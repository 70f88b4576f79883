import { createHash, randomBytes } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { layout } from '#src/radius/dictionary.ts'
import {
  keyOf,
  NO_SECRET,
  numberOf,
  RADSEC,
  signReply,
  signRequest,
  verifyReply,
  verifyRequest,
} from '#src/radius/signature.ts'
import { CODE, inspect } from '#src/radius/wire.ts'
import { hex, packetOf, RFC_SECRET } from '#test/radius.ts'

const key = keyOf(RFC_SECRET)
const nonce = hex('0f403f9473978057bd83d5cb98f4227a')

const STATUS_AUTH = hex(
  '0cda00268a54f4686fb394c52866e302185d0623 5012 5a665e2e1e8411f3e243822097c84fa3',
)
const STATUS_AUTH_REPLY = hex('02da0014ef0d552a4bf2d693ec2b6fe8b5411d66')
const STATUS_ACCT = hex(
  '0cb30026925f6b66dd5fed571fcb1db7ad388260 5012 e8d6eabda910875cd91fdade26367858',
)
/** As printed it begins with 02, but its authenticator is that of an Accounting-Response. */
const STATUS_ACCT_REPLY = hex('05b300140f6f92145f107e2f504e860a4860669c')

const request = (code: 1 | 4 | 12 | 40) =>
  signRequest(
    code,
    7,
    layout([
      ['User-Name', 'nemo'],
      ['Proxy-State', Buffer.from('ps')],
    ]),
    nonce,
    key,
  )

const Signature = suite('radius/signature')

Signature(
  'RFC 5997 §6.1: Status-Server to the authentication port is authentic, and so is its reply',
  () => {
    const status = packetOf(STATUS_AUTH)
    assert.is(verifyRequest(status, key), 'authentic')
    assert.ok(verifyReply(packetOf(STATUS_AUTH_REPLY), status, key))
  },
)

Signature(
  'RFC 5997 §6.2: Status-Server to the accounting port is authentic, and so is its reply',
  () => {
    const status = packetOf(STATUS_ACCT)
    assert.is(verifyRequest(status, key), 'authentic')
    assert.ok(verifyReply(packetOf(STATUS_ACCT_REPLY), status, key))
  },
)

Signature('signs and verifies every kind of request', () => {
  for (const code of [1, 4, 12, 40] as const) {
    const packet = packetOf(request(code))
    assert.is(packet.code, code)
    assert.is(packet.identifier, 7)
    assert.is(verifyRequest(packet, key), 'authentic')
  }
})

Signature('RFC 3579 §3.2: finds any altered octet forged', () => {
  for (const code of [1, 4, 12, 40] as const) {
    const octets = request(code)
    for (let at = 1; at < octets.length; at++) {
      const altered = Buffer.from(octets)
      altered[at] = (altered[at] as number) ^ 0x01
      const packet = inspect(altered)
      if (packet.kind === 'packet') assert.is.not(verifyRequest(packet, key), 'authentic')
    }
  }
})

Signature(
  'RFC 3579 §3.2: tells an Access-Request without Message-Authenticator from a forged one',
  () => {
    const bare = Buffer.concat([hex('01000038'), nonce, layout([['User-Name', 'nemo']])])
    bare.writeUInt16BE(bare.length, 2)
    assert.is(verifyRequest(packetOf(bare), key), 'unsigned')
  },
)

Signature(
  'CVE-2024-3596: puts Message-Authenticator first in every Access reply, Proxy-State last',
  () => {
    const states = [Buffer.from('one'), Buffer.from('two')]
    const asked = packetOf(
      signRequest(1, 9, layout(states.map((state) => ['Proxy-State', state] as const)), nonce, key),
    )
    for (const code of [CODE.accessAccept, CODE.accessReject, CODE.accessChallenge]) {
      const octets = signReply(asked, code, layout([['Class', Buffer.from('c')]]), key)
      assert.ok(octets)
      assert.equal([...octets.subarray(20, 22)], [80, 18])
      assert.is(octets[1], 9)
      assert.equal(octets.subarray(-10), hex('21056f6e65 210574776f'))
      assert.ok(verifyReply(packetOf(octets), asked, key))
    }
  },
)

Signature('CVE-2024-3596: refuses an Access reply without Message-Authenticator', () => {
  const asked = packetOf(request(1))
  const octets = signReply(asked, CODE.accountingResponse, new Uint8Array(), key)
  assert.ok(octets)
  assert.not.ok(verifyReply(packetOf(octets), asked, key))
})

Signature('RFC 2865 §3: refuses a reply to another request', () => {
  const asked = packetOf(request(4))
  const other = packetOf(signRequest(4, 7, layout([['User-Name', 'x']]), nonce, key))
  const octets = signReply(asked, CODE.accountingResponse, new Uint8Array(), key)
  assert.ok(octets)
  assert.ok(verifyReply(packetOf(octets), asked, key))
  assert.not.ok(verifyReply(packetOf(octets), other, key))
})

Signature('RFC 2865 §3: has no reply longer than a packet may be', () => {
  const state = Buffer.alloc(253)
  const states = Array.from({ length: 15 }, () => ['Proxy-State', state] as const)
  const asked = packetOf(signRequest(1, 1, layout(states), nonce, key))
  const attributes = layout(Array.from({ length: 2 }, () => ['Class', state] as const))
  assert.is(signReply(asked, CODE.accessAccept, attributes, key), undefined)
})

Signature('RFC 2866 §3: refuses every digest made without the secret', () => {
  for (let tries = 0; tries < 500; tries++) {
    const forged = request(4)
    randomBytes(16).copy(forged, 4)
    assert.is(verifyRequest(packetOf(forged), key), 'forged')
  }
})

Signature('does not mistake digests that read alike as text', () => {
  const neverInUtf8 = (octet: number) => octet === 0xc0 || octet === 0xc1 || octet >= 0xf5
  let alike = 0
  for (let identifier = 0; identifier < 256; identifier++) {
    const octets = signRequest(4, identifier, new Uint8Array(), nonce, key)
    const at = octets.findIndex((octet, i) => i >= 4 && neverInUtf8(octet))
    if (at < 0) continue
    const forged = Buffer.from(octets)
    forged[at] = forged[at] === 0xff ? 0xfe : 0xff
    assert.is(forged.toString('utf8', 4, 20), octets.toString('utf8', 4, 20))
    assert.is(verifyRequest(packetOf(forged), key), 'forged')
    alike++
  }
  assert.ok(alike > 50)
})

Signature(
  'RFC 9765 §4: under no secret a packet carries a Token, nothing reserved, and is not signed',
  () => {
    const clear = keyOf(NO_SECRET)
    const attributes = layout([['Proxy-State', Buffer.from('ps')]])
    const asked = signRequest(CODE.accessRequest, 0xfedcba98, attributes, nonce, clear)
    assert.is(asked.toString('hex'), '01000018fedcba9800000000000000000000000021047073')
    assert.is(numberOf(packetOf(asked), clear), 0xfedcba98)

    const reply = signReply(packetOf(asked), CODE.accessAccept, Buffer.alloc(0), clear) ?? nonce
    assert.is(
      Buffer.from(reply).toString('hex'),
      '02000018fedcba9800000000000000000000000021047073',
      'no Message-Authenticator, and Proxy-State as it came',
    )
    assert.ok(verifyReply(packetOf(Buffer.from(reply)), packetOf(asked), clear))
    const other = signRequest(CODE.accessRequest, 0xfedcba99, attributes, nonce, clear)
    assert.not(verifyReply(packetOf(Buffer.from(reply)), packetOf(other), clear))
  },
)

Signature('RFC 9765 §5.2: a Message-Authenticator means nothing under no secret', () => {
  const wrong = signRequest(CODE.accessRequest, 1, Buffer.alloc(0), nonce, keyOf(RFC_SECRET))
  assert.is(verifyRequest(packetOf(wrong), keyOf(NO_SECRET)), 'authentic')
})

Signature(
  'RFC 6614 §2.3: the secret is "radsec", and a reply needs no more proof than that',
  () => {
    const key = keyOf(RADSEC)
    assert.is(RADSEC.reveal(), 'radsec')
    const asked = packetOf(signRequest(CODE.accessRequest, 1, Buffer.alloc(0), nonce, key))
    const bare = Buffer.from('0201001400000000000000000000000000000000', 'hex')
    createHash('md5')
      .update(bare.subarray(0, 4))
      .update(nonce)
      .update('radsec')
      .digest()
      .copy(bare, 4)
    assert.ok(verifyReply(packetOf(bare), asked, key))
  },
)

Signature.run()
