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

test('a page that does not read its events is disconnected', () => {
  const feed = createRequestFeed();
  const subscriber = new ServerResponse(new IncomingMessage(new Socket()));
  assert.ok(feed.subscribe(subscriber));
  feed.add(row);
  assert.ok(!subscriber.destroyed);
  for (let request = 0; request < 10_000 && !subscriber.destroyed; request++) feed.add(row);
  assert.ok(subscriber.destroyed);
});
