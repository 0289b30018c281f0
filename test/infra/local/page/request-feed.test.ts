import assert from 'node:assert/strict';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { createRequestFeed } from '../../../../infra/local/page/request-feed.ts';
import type { RequestRow } from '../../../../infra/local/page/request-row.ts';

const row: RequestRow = {
  timeMs: 0,
  action: 'queues',
  outcome: 'hit',
  ageSeconds: 1,
  durationMs: 0.5,
  statusCode: 200,
  code: null,
};

test('a page that does not read is let go of, and its place is free', () => {
  const feed = createRequestFeed();
  const follower = new ServerResponse(new IncomingMessage(new Socket()));
  assert.ok(feed.subscribe(follower));
  feed.add(row);
  assert.ok(!follower.destroyed);
  for (let request = 0; request < 10_000 && !follower.destroyed; request++) feed.add(row);
  assert.ok(follower.destroyed);
});
