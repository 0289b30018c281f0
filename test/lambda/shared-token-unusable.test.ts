import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY_MS, HOUR_MS, MARGIN_MS, storedToken, writeToken } from '../support/shared-token.ts';
import {
  FLEET_SIZE,
  getAll,
  sourcesOf,
  startContainers,
  startTokenFleet,
  TOKEN_CONTROL,
  TOKEN_KEY,
  type TokenFleet,
  tokensOf,
} from '../support/token-fleet.ts';
import { until } from '../support/until.ts';

describe('a secret that was rotated', () => {
  test('leaves a token that no container can open any more: one login replaces it', async (t) => {
    const fleet = await startTokenFleet(t);
    await fleet.container().get();
    fleet.service.secret = 'secret-2';
    const containers = Array.from({ length: FLEET_SIZE }, () => fleet.container({ secret: 'secret-2' }));
    const obtained = await getAll(containers);
    assert.deepEqual(tokensOf(obtained), ['token-2']);
    assert.equal(fleet.service.logins, 2);
  });

  test('is read again by a container that cannot open the token of another, instead of a login', async (t) => {
    const fleet = await startTokenFleet(t);
    fleet.service.secret = 'secret-2';
    await fleet.container({ secret: 'secret-2' }).get();
    const old = fleet.container({ secret: 'secret-1', nextSecret: () => 'secret-2' });
    assert.deepEqual(await old.get(), { token: 'token-1', source: 'shared' });
    assert.equal(fleet.service.logins, 1);
  });

  test('does not let a container with a wrong secret discard the token of the others', async (t) => {
    const fleet = await startTokenFleet(t);
    await fleet.container().get();
    const wrong = fleet.container({ secret: 'wrong' });
    await assert.rejects(wrong.get(), { code: 'genesys_authentication_failed' });
    assert.deepEqual(await fleet.container().get(), { token: 'token-1', source: 'shared' });
  });
});

describe('a value in Redis that is not a token is replaced by one login', () => {
  const inAnHour = () => Date.now() + HOUR_MS;
  const values: [name: string, write: (fleet: TokenFleet) => Promise<unknown>][] = [
    ['text', ({ observer }) => observer.hset(TOKEN_CONTROL, `token:${TOKEN_KEY}`, 'garbage')],
    ['nothing', ({ observer }) => observer.hset(TOKEN_CONTROL, `token:${TOKEN_KEY}`, '')],
    ['an end alone', ({ observer }) => observer.hset(TOKEN_CONTROL, `token:${TOKEN_KEY}`, `${inAnHour()} `)],
    [
      'a value without a refresh time',
      ({ observer }) => observer.hset(TOKEN_CONTROL, `token:${TOKEN_KEY}`, `${inAnHour()} x`),
    ],
    ['a string in place of the hash', ({ observer }) => observer.set(TOKEN_CONTROL, 'garbage')],
    ['a list in place of the hash', ({ observer }) => observer.rpush(TOKEN_CONTROL, 'garbage')],
    ...[Buffer.alloc(0), Buffer.from('garbage'), Buffer.alloc(100), Buffer.alloc(1_000_000, 1)].map(
      (sealed): [string, (fleet: TokenFleet) => Promise<unknown>] => [
        `${sealed.length} bytes that cannot be opened`,
        ({ observer }) =>
          writeToken(observer, TOKEN_KEY, { endsAtMs: inAnHour(), refreshAtMs: inAnHour(), sealed }),
      ],
    ),
    [
      'a token whose end was moved',
      async (fleet) => {
        await fleet.container().get();
        const token = (await storedToken(fleet.observer, TOKEN_KEY)) ?? assert.fail();
        fleet.service.logins = 0;
        await writeToken(fleet.observer, TOKEN_KEY, { ...token, endsAtMs: token.endsAtMs + 1 });
      },
    ],
  ];
  for (const [name, write] of values)
    test(name, async (t) => {
      const fleet = await startTokenFleet(t);
      await write(fleet);
      const obtained = await getAll(startContainers(fleet));
      assert.deepEqual(tokensOf(obtained), ['token-1']);
      assert.equal(fleet.service.logins, 1);
    });
});

describe('without Redis each container logs in itself', () => {
  test('when nothing listens', async (t) => {
    const fleet = await startTokenFleet(t);
    const containers = startContainers(fleet, 2);
    await fleet.server.close();
    const obtained = await getAll(containers);
    assert.deepEqual(sourcesOf(obtained), ['login', 'login']);
  });

  test('when Redis fails during the login, its token is used all the same', async (t) => {
    const fleet = await startTokenFleet(t);
    const hold = Promise.withResolvers<void>();
    fleet.service.holds = hold.promise;
    const pending = fleet.container().get();
    await until(() => fleet.service.waiting === 1);
    await fleet.server.close();
    hold.resolve();
    assert.deepEqual(await pending, { token: 'token-1', source: 'login' });
  });

  test('when Redis fails while a container waits for the lease', async (t) => {
    const fleet = await startTokenFleet(t);
    const hold = Promise.withResolvers<void>();
    fleet.service.holds = hold.promise;
    const holding = fleet.container().get();
    await until(() => fleet.service.waiting === 1);
    const waiting = fleet.container().get();
    await fleet.server.close();
    await until(() => fleet.service.waiting === 2);
    hold.resolve();
    assert.deepEqual(sourcesOf(await Promise.all([holding, waiting])), ['login', 'login']);
  });

  test('when Redis is full and refuses writes', async (t) => {
    const fleet = await startTokenFleet(t);
    await fleet.observer.config('SET', 'maxmemory', '1');
    const obtained = await getAll(startContainers(fleet, 2));
    assert.deepEqual(sourcesOf(obtained), ['login', 'login']);
  });

  test('a full Redis still gives out the token that it has', async (t) => {
    const fleet = await startTokenFleet(t);
    await fleet.container().get();
    await fleet.observer.config('SET', 'maxmemory', '1');
    assert.deepEqual(await fleet.container().get(), { token: 'token-1', source: 'shared' });
  });

  test('a token that is due for a refresh is used until its end', async (t) => {
    const fleet = await startTokenFleet(t);
    const container = fleet.container();
    await container.get();
    await fleet.server.close();
    container.skip(DAY_MS - MARGIN_MS - 1000);
    assert.deepEqual(await container.get(), { token: 'token-1', source: 'kept' });
    container.skip(1000);
    assert.deepEqual(await container.get(), { token: 'token-2', source: 'login' });
  });
});
