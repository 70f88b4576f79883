import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { RecentReplies } from '#src/radius/recent-replies.ts'

const REPLY = Buffer.from('reply')

const Replies = suite('radius/recent-replies')

Replies('knows a request from its beginning to at least ten seconds on', () => {
  const replies = new RecentReplies()
  assert.is(replies.find('a'), undefined)
  replies.begin('a', 100_000)
  assert.is(replies.find('a'), 'in-progress')
  replies.answer('a', REPLY)
  replies.begin('b', 109_999)
  assert.is(replies.find('a'), REPLY)
})

Replies('forgets within twenty busy seconds, or one idle spell', () => {
  const replies = new RecentReplies()
  replies.begin('a', 100_000)
  replies.begin('b', 110_000)
  replies.begin('c', 120_000)
  assert.is(replies.find('a'), undefined)
  assert.is(replies.find('b'), 'in-progress')
  replies.begin('d', 200_000)
  assert.is(replies.find('c'), undefined)
})

Replies('stays bounded however many requests come at once', () => {
  const replies = new RecentReplies()
  for (let i = 0; i < 200_000; i++) replies.begin(String(i), 100_000)
  const known = Array.from({ length: 200_000 }, (_, i) => replies.find(String(i))).filter(Boolean)
  assert.ok(known.length <= 2 * 65_536)
  assert.ok(replies.find('199999'))
})

Replies('lets a request be tried again', () => {
  const replies = new RecentReplies()
  replies.begin('a', 100_000)
  replies.forget('a')
  assert.is(replies.find('a'), undefined)
})

Replies.run()
