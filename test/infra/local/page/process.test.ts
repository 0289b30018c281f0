import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followRequests, postFaults, postQueues } from '../../../support/local-page.ts';
import { startLocalServer } from '../../../support/local-server.ts';
import { startRedisServer } from '../../../support/redis-server.ts';

// This test needs `npm start` as a separate process, because it sends a signal.

test('SIGTERM ends the server even while a page follows the requests and Redis hangs', async (t) => {
  await using redis = await startRedisServer();
  const server = await startLocalServer(t, { REDIS_URL: redis.url });
  // Loads the Genesys client now, so that loading it does not use up the deadline of the next request.
  await postQueues(server.url, { pageNumber: 2 });
  const events = await followRequests(t, server.url);
  await postFaults(server.url, { redis: 'hang' });
  await postQueues(server.url);
  assert.equal((await events.next()).name, 'recent');
  assert.partialDeepStrictEqual((await events.next()).data, { outcome: 'bypass' });
  assert.equal(await server.stop('SIGTERM'), 0);
  await assert.rejects(events.next());
});
