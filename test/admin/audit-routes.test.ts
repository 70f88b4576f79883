import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openSignedIn } from '#test/signed-in.ts'

const Audit = suite('admin/audit-routes')

Audit('calls a write by its name, and keeps the trail’s own word behind it', async () => {
  using house = await openSignedIn('admin')
  await house.post('/sessions/9000/end')
  const body = await (await house.get('/audit')).text()
  assert.match(body, '<td title="session.ended">ngắt phiên</td>')
})

Audit.run()
