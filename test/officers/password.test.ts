import { argon2Sync } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemEntropy } from '#src/kernel/random.ts'
import { hashPassword, passwordFault, verifyPassword } from '#src/officers/password.ts'

const Password = suite('officers/password')

Password('stands on an Argon2id that gives the vector of RFC 9106 §5.3', () => {
  const tag = argon2Sync('argon2id', {
    message: Buffer.alloc(32, 1),
    nonce: Buffer.alloc(16, 2),
    secret: Buffer.alloc(8, 3),
    associatedData: Buffer.alloc(12, 4),
    parallelism: 4,
    tagLength: 32,
    memory: 32,
    passes: 3,
  })
  assert.is(tag.toString('hex'), '0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659')
})

Password('knows its own password again, and no other', async () => {
  const hash = await hashPassword('một câu rất dài', systemEntropy)
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  assert.is(await verifyPassword('một câu rất dài', hash), true)
  assert.is(await verifyPassword('một câu rất dài'.normalize('NFD'), hash), true)
  assert.is(await verifyPassword('một câu rất dai', hash), false)
})

Password('salts: the same password twice is two hashes', async () => {
  const [one, two] = await Promise.all([
    hashPassword('một câu rất dài', systemEntropy),
    hashPassword('một câu rất dài', systemEntropy),
  ])
  assert.is.not(one, two)
})

Password('refuses what is short, endless, common or the name itself', () => {
  const faults = {
    'mười một kt': 'too-short',
    [`dài ${'x'.repeat(130)}`]: 'too-long',
    password123456: 'too-common',
    'Matkhau@2026!': 'too-common',
    aaaaaaaaaaaaaaa: 'too-common',
    'lan.nguyen tại vịnh': 'holds-name',
  }
  for (const [password, fault] of Object.entries(faults)) {
    assert.is(passwordFault(password, 'lan.nguyen'), fault, password)
  }
  assert.is(passwordFault('sóng phủ khắp vịnh biển', 'lan.nguyen'), undefined)
})

Password.run()
