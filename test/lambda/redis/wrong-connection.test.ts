import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { StoreCircuitOpen, StoreUnavailable } from '../../../lambda/cache/store.ts';
import { type FakeRedis, startFakeRedis } from '../../support/fake-redis.ts';
import { openRedisStore } from '../../support/redis-store.ts';
import { bytesIn } from '../../support/stored.ts';
import { untilSucceeds } from '../../support/until.ts';

/** Concurrent requests, as in the local server; a Lambda container has one at a time. */
const LOAD = 16;
const BREAKER_PAUSE_MS = 8000;
/** Of the first outages, until the circuit breaker stays open. */
const MAX_CONNECTIONS = 40;

const NOAUTH = '-NOAUTH Authentication required.\r\n';
const READONLY = "-READONLY You can't write against a read only replica.\r\n";
const MASTERDOWN = "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.\r\n";
const NO_PASSWORD_SET = '-ERR Client sent AUTH, but no password is set\r\n';
const movedToItself = ({ port }: FakeRedis) => `-MOVED 12539 127.0.0.1:${port}\r\n`;

for (const mode of ['standalone', 'cluster'] as const) {
  async function start(t: TestContext) {
    const server = await startFakeRedis();
    const url = `redis://:secret@127.0.0.1:${server.port}`;
    const open = () => openRedisStore({ REDIS_URL: url, REDIS_MODE: mode });
    t.after(() => server[Symbol.asyncDispose]());
    return { server, open };
  }

  async function startConnected(t: TestContext) {
    const { server, open } = await start(t);
    const { store, clock } = open();
    t.after(() => store.close());
    await untilSucceeds(() => {
      clock.skip(BREAKER_PAUSE_MS);
      return bytesIn(store, 'key');
    });
    return { server, store, clock };
  }

  describe(`a connection that only a new one can cure, ${mode}`, () => {
    for (const [name, replyOf] of [
      ['NOAUTH', () => NOAUTH],
      ['READONLY', () => READONLY],
      ['MASTERDOWN', () => MASTERDOWN],
      ['MOVED to itself', movedToItself],
    ] as const)
      test(`after ${name}, all of ${LOAD} concurrent requests succeed on a new connection, twice`, async (t) => {
        const { server, store } = await startConnected(t);
        for (let round = 1; round <= 2; round += 1) {
          const before = server.accepted;
          server.spoilConnections(replyOf(server));
          await Promise.all(Array.from({ length: LOAD }, () => bytesIn(store, 'key')));
          const more = server.accepted - before;
          // A cluster's client also reads the slots again, on a connection of its own.
          assert.ok(more >= 1 && more <= 3, `${more} new connections`);
          for (let request = 1; request <= LOAD; request += 1) await bytesIn(store, 'key');
          assert.equal(server.accepted - before, more);
        }
      });

    for (const [name, reply] of [
      ['LOADING', '-LOADING Redis is loading the dataset in memory\r\n'],
      ['NOPERM', "-NOPERM User default has no permissions to run the 'mget' command\r\n"],
      ['ERR', '-ERR internal error\r\n'],
    ] as const)
      test(`${name} is not about the connection, so it stays`, async (t) => {
        const { server, store } = await startConnected(t);
        const before = server.accepted;
        server.spoil(reply);
        for (let request = 1; request <= LOAD; request += 1)
          await assert.rejects(bytesIn(store, 'key'), StoreUnavailable);
        server.spoil(undefined);
        await bytesIn(store, 'key');
        assert.equal(server.accepted, before);
      });

    test('after a login that was answered with "no password is set", all requests use the cache', async (t) => {
      const { server, store } = await startConnected(t);
      for (let round = 1; round <= 2; round += 1) {
        server.answerNextLogin(NO_PASSWORD_SET);
        server.spoilConnections(NOAUTH);
        await Promise.all(Array.from({ length: LOAD }, () => bytesIn(store, 'key')));
        server.spoilConnections(NOAUTH);
        await Promise.all(Array.from({ length: LOAD }, () => bytesIn(store, 'key')));
      }
    });

    for (const [name, replyOf] of [
      ['NOAUTH', () => NOAUTH],
      ['MOVED to itself', movedToItself],
    ] as const)
      test(`with ${name} on every connection, the circuit breaker bounds the new ones, and the client recovers`, async (t) => {
        const { server, store, clock } = await startConnected(t);
        server.spoil(replyOf(server));
        const before = server.accepted;
        let skipped = 0;
        for (let request = 1; request <= 200; request += 1)
          await assert.rejects(bytesIn(store, 'key'), (error) => {
            if (error instanceof StoreCircuitOpen) skipped += 1;
            return error instanceof StoreUnavailable;
          });
        const more = server.accepted - before;
        t.diagnostic(`${more} connections, ${skipped} of 200 skipped`);
        assert.ok(skipped >= 190, `${skipped} of 200 skipped`);
        assert.ok(more <= MAX_CONNECTIONS, `${more} connections`);
        server.spoil(undefined);
        await untilSucceeds(() => {
          clock.skip(BREAKER_PAUSE_MS);
          return bytesIn(store, 'key');
        });
      });
  });
}
