import assert from 'node:assert/strict';
import { test } from 'node:test';
import { followRequests, postFaults, postQueues } from '../../../support/local-page.ts';
import { startLocalServer } from '../../../support/local-server.ts';
import { startRedisServer } from '../../../support/redis-server.ts';
import { until } from '../../../support/until.ts';

// `npm start` as a process: what tests of the routes in the test's own process cannot show.

test('beside the page, every request is still logged on standard output', async (t) => {
  const server = await startLocalServer(t);
  assert.equal((await fetch(server.url)).status, 200);
  await postQueues(server.url);
  await until(() => /^\{"level":"INFO","message":"request",.*"outcome":"miss"/m.test(server.output()));
});

test('SIGTERM ends the server even while a page follows and Redis hangs', async (t) => {
  await using redis = await startRedisServer();
  const server = await startLocalServer(t, { REDIS_URL: redis.url });
  // Loads the Genesys client, so that the deadline of the next request does not include that.
  await postQueues(server.url, { pageNumber: 2 });
  const events = await followRequests(t, server.url);
  await postFaults(server.url, { redis: 'hang' });
  await postQueues(server.url);
  assert.equal((await events.next()).name, 'recent');
  assert.partialDeepStrictEqual((await events.next()).data, { outcome: 'bypass' });
  assert.equal(await server.stop('SIGTERM'), 0);
  await assert.rejects(events.next());
});
