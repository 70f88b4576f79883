import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemEntropy } from '#src/kernel/random.ts'
import { Secret } from '#src/kernel/secret.ts'
import { textOf } from '#src/radius/attributes.ts'
import { type Attribute, attributeId, layout } from '#src/radius/dictionary.ts'
import { Requester } from '#src/radius/requester.ts'
import { keyOf } from '#src/radius/signature.ts'
import { CODE } from '#src/radius/wire.ts'
import { GATEWAY_ADD } from '#test/command-line.ts'
import { openHomeServer, until } from '#test/home-server.ts'
import { temporaryFolder } from '#test/house.ts'
import { hex } from '#test/radius.ts'
import { HOME_SECRET } from '#test/realms.ts'
import { programOver } from '#test/serve-process.ts'

const GATEWAY_KEY = keyOf(new Secret('a secret for the test'))
const KILLS = 2
const RECORDS = 20
const RETRY = { firstMs: 1000, attempts: 4 }

const RealmKill = suite('city/realm-kill')

RealmKill(
  'RFC 2866 §2: tells a realm once what was acknowledged while its server was down and ours was killed',
  async () => {
    using folder = temporaryFolder()
    await using home = await openHomeServer(() => ({ code: CODE.accountingResponse }))
    home.hush(true)
    const program = programOver(folder.path)
    await program.command(...GATEWAY_ADD)
    const servers = `127.0.0.1:${home.port}/${home.port}`
    const realm = ['realm', 'add', '--realm', 'agency.gov.vn', '--servers', servers]
    await program.command(...realm, '--secret', HOME_SECRET.reveal())

    const acknowledged: string[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      const server = await program.serve()
      const port = { host: '127.0.0.1', port: server.acctPort }
      await using gateway = await Requester.open(port, GATEWAY_KEY, systemEntropy)
      const account = async (session: string) => {
        const record: Attribute[] = [
          ['User-Name', 'lan@agency.gov.vn'],
          ['Acct-Status-Type', hex('00000001')],
          ['Acct-Session-Id', session],
        ]
        const reply = await gateway.ask(CODE.accountingRequest, () => layout(record), RETRY)
        if (reply) acknowledged.push(session)
      }
      const asked = Array.from({ length: RECORDS }, (_, n) => account(`k${kill}n${n}`))
      await Promise.race(asked)
      await server.kill()
      await gateway[Symbol.asyncDispose]()
      await Promise.all(asked)
    }
    assert.ok(acknowledged.length >= KILLS, 'there was something to lose')

    home.heard.length = 0
    home.hush(false)
    const server = await program.serve()
    const told = () =>
      home.heard.map((packet) => textOf(packet, attributeId('Acct-Session-Id')) ?? '')
    await until(() => acknowledged.every((session) => told().includes(session)))
    await server.stop()
    assert.equal(told().toSorted(), [...new Set(told())].sort())
  },
)

RealmKill.run()
