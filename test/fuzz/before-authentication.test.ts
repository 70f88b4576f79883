import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { silentLog } from '#src/kernel/log.ts'
import { Secret } from '#src/kernel/secret.ts'
import { openRadiusClient } from '#src/radius/client.ts'
import { openRadius } from '#src/radius/server.ts'
import { seeded } from '#src/simulator/seeded.ts'
import { corpus, mutated, TARGETS } from '#test/fuzz.ts'
import { standingClock } from '#test/house.ts'
import { gateway, openEar } from '#test/radius.ts'

/** `npm run bench -- fuzz` goes on for as long as it is told. */
const CHANGED_EACH = 20_000
const CHANGED_SENT = 3000

const Fuzz = suite('fuzz/before-authentication')

for (const { name, samples, judge } of TARGETS) {
  Fuzz(`${name}: nothing in the corpus is believed, and nothing throws`, () => {
    assert.ok(samples.length > 4)
    const chance = seeded(`corpus ${name}`)
    for (const sample of samples) judged(() => judge(sample, chance), sample)
  })

  Fuzz(`${name}: nor is anything made of it`, () => {
    const chance = seeded(`changed ${name}`)
    for (let i = 0; i < CHANGED_EACH; i++) {
      const sample = mutated(samples, chance)
      judged(() => judge(sample, chance), sample)
    }
  })
}

Fuzz('both ports hear all of it without a word, and then answer who asks properly', async () => {
  const secret = new Secret('nobody who fuzzes knows it')
  const nas = gateway({ id: 'fuzz', secret })
  const endpoint = { host: '127.0.0.1', port: 0 }
  let asked = 0
  await using server = await openRadius({
    auth: endpoint,
    acct: endpoint,
    clock: standingClock(),
    log: silentLog,
    handlers: {
      nasAt: () => nas,
      access: async () => ({ kind: 'reject', message: String(asked++) }),
      accounting: async () => void asked++,
    },
  })
  await using ear = openEar()
  const chance = seeded('sent')
  const samples = corpus('packet')
  const made = Array.from({ length: CHANGED_SENT }, () => mutated(samples, chance))
  for (const [n, { octets }] of [...samples, ...made].entries()) {
    for (const port of [server.authPort, server.acctPort]) ear.send(octets, port)
    if (n % 16 === 0) await new Promise(setImmediate)
  }
  await heardAll(server.counters, 2 * (samples.length + made.length))

  assert.equal(ear.heard, [])
  const failed = Object.keys(server.counters()).filter((name) => name.endsWith('.failed'))
  assert.equal(failed, [])
  const { authPort, acctPort } = server
  await using client = await openRadiusClient({ host: '127.0.0.1', authPort, acctPort, secret })
  assert.is(asked, 0, 'nobody was authentic')
  await client.account([['Acct-Status-Type', 'Accounting-On']])
  assert.is(asked, 1)
})

/** Waits until most of what was sent was counted; the kernel may have dropped some. */
async function heardAll(counters: () => Readonly<Record<string, number>>, sent: number) {
  for (let last = -1, sum = 0; sum > last && sum < sent; ) {
    last = sum
    await new Promise((resolve) => setTimeout(resolve, 50))
    sum = Object.values(counters()).reduce((all, one) => all + one, 0)
  }
}

/** What failed is said in hex, to be put into the corpus. */
function judged(judge: () => void, { name, octets }: { name: string; octets: Buffer }): void {
  try {
    judge()
  } catch (error) {
    throw new Error(`${name}\n${octets.toString('hex')}`, { cause: error })
  }
}

Fuzz.run()
