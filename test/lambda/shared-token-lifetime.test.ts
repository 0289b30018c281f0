import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DataActionError } from '../../lambda/errors.ts';
import type { ObtainedToken } from '../../lambda/genesys/token-source.ts';
import { nowMsOf, passInControl } from '../support/control-fields.ts';
import { DAY_MS, HOUR_MS, MARGIN_MS, passForToken, storedToken } from '../support/shared-token.ts';
import {
  FLEET_SIZE,
  getAll,
  startContainers,
  startTokenFleet,
  TOKEN_CONTROL,
  TOKEN_KEY,
  tokensOf,
} from '../support/token-fleet.ts';
import { until } from '../support/until.ts';

const REFRESH_MS = 600_000;

describe('refresh', () => {
  const agedFleet = async (t: Parameters<typeof startTokenFleet>[0], agedMs: number) => {
    const fleet = await startTokenFleet(t);
    const containers = startContainers(fleet);
    await getAll(containers);
    await passForToken(fleet.observer, TOKEN_KEY, fleet.owner, agedMs);
    for (const container of containers) container.skip(agedMs);
    return { ...fleet, containers };
  };
  const DUE_MS = DAY_MS - MARGIN_MS - REFRESH_MS;

  test('a token that is due is refreshed by one container; the others go on with the old one meanwhile', async (t) => {
    const { service, containers } = await agedFleet(t, DUE_MS + 1000);
    const hold = Promise.withResolvers<void>();
    service.holds = hold.promise;
    let settled: ObtainedToken[] = [];
    const pending = containers.map(async (container) => {
      const obtained = await container.get();
      settled = [...settled, obtained];
      return obtained;
    });
    await until(() => service.waiting === 1 && settled.length === FLEET_SIZE - 1);
    assert.deepEqual(tokensOf(settled), ['token-1']);
    hold.resolve();
    assert.deepEqual(tokensOf(await Promise.all(pending)).sort(), ['token-1', 'token-2']);
    const after = await getAll(containers);
    assert.deepEqual(tokensOf(after), ['token-2']);
    assert.equal(service.logins, 2);
  });

  test('a token that is not due yet is not refreshed', async (t) => {
    const { service, containers } = await agedFleet(t, DUE_MS - 60_000);
    const obtained = await getAll(containers);
    assert.deepEqual(tokensOf(obtained), ['token-1']);
    assert.equal(service.logins, 1);
  });

  for (const [how, fail] of [
    ['fails', { status: 503 }],
    ['is rate-limited', { status: 429 }],
    ['is rejected', { secret: 'another' }],
  ] as const)
    test(`when a refresh ${how}, all containers go on with the old token, and no other container tries at once`, async (t) => {
      const { service, containers } = await agedFleet(t, DUE_MS + 1000);
      Object.assign(service, fail);
      const errors: unknown[] = [];
      for (let round = 1; round <= 3; round += 1)
        for (const container of containers) {
          const { token, refreshError } = await container.get();
          assert.equal(token, 'token-1');
          if (refreshError !== undefined) errors.push(refreshError);
        }
      assert.equal(service.logins, 2);
      assert.equal(errors.length, 1, 'the request that tried reports the error');
      assert.ok(errors[0] instanceof DataActionError);
    });

  test('after the pause a failed refresh is tried again', async (t) => {
    const { service, containers, observer } = await agedFleet(t, DUE_MS + 1000);
    service.status = 503;
    for (const container of containers) await container.get();
    service.status = undefined;
    await passInControl(observer, TOKEN_CONTROL, HOUR_MS, 'refresh:');
    const obtained = await getAll(containers);
    assert.ok(tokensOf(obtained).includes('token-3'));
    assert.equal(service.logins, 3);
  });

  test('a refresh that hangs is given up, and the request goes on with the old token', async (t) => {
    const { service, containers } = await agedFleet(t, DUE_MS + 1000);
    service.holds = new Promise(() => undefined);
    const obtained = await getAll(containers);
    assert.deepEqual(tokensOf(obtained), ['token-1']);
    assert.deepEqual([service.logins, service.waiting], [2, 0]);
  });

  test('when Redis has lost the token and the login fails, a container goes on with the token that it keeps', async (t) => {
    const { service, containers, observer } = await agedFleet(t, DUE_MS + 1000);
    await observer.flushall();
    service.status = 503;
    for (const { token, source } of await getAll(containers))
      assert.deepEqual([token, source], ['token-1', 'kept']);
  });

  test('a refresh that failed does not delay the login after Genesys refused the token', async (t) => {
    const { service, containers } = await agedFleet(t, DUE_MS + 1000);
    service.status = 503;
    for (const container of containers) await container.get();
    service.status = undefined;
    for (const container of containers) container.discard('token-1');
    const obtained = await getAll(containers);
    assert.deepEqual(tokensOf(obtained), ['token-3']);
    assert.equal(service.logins, 3);
  });
});

describe('clocks', () => {
  test('that differ by an hour matter neither for the end of a token nor for its refresh', async (t) => {
    const fleet = await startTokenFleet(t);
    const skews = [0, HOUR_MS, -HOUR_MS, 30 * DAY_MS, -30 * DAY_MS];
    const containers = skews.map((skewMs) => fleet.container({ skewMs }));
    for (const container of containers) assert.equal((await container.get()).token, 'token-1');
    for (const container of containers) assert.equal((await container.get()).source, 'kept');
    assert.equal(fleet.service.logins, 1);
  });

  test('a token ends in the store when it ends in Genesys, less the margin, by the clock of Redis', async (t) => {
    const fleet = await startTokenFleet(t);
    const beforeMs = await nowMsOf(fleet.observer);
    await fleet.container({ skewMs: 30 * DAY_MS }).get();
    const { endsAtMs, refreshAtMs } = (await storedToken(fleet.observer, TOKEN_KEY)) ?? assert.fail();
    const leftMs = DAY_MS - MARGIN_MS;
    assert.ok(
      endsAtMs >= beforeMs + leftMs && endsAtMs <= (await nowMsOf(fleet.observer)) + leftMs,
      String(endsAtMs),
    );
    assert.equal(endsAtMs - refreshAtMs, REFRESH_MS);
    assert.equal(await fleet.observer.pttl(TOKEN_CONTROL), -1);
  });

  test('a token that has ended is nothing', async (t) => {
    const fleet = await startTokenFleet(t);
    await fleet.container().get();
    await passForToken(fleet.observer, TOKEN_KEY, fleet.owner, DAY_MS - MARGIN_MS);
    assert.deepEqual(await fleet.container().get(), { token: 'token-2', source: 'login' });
  });

  test('a token that expires within the margin is used once and not shared', async (t) => {
    const fleet = await startTokenFleet(t);
    fleet.service.lifetimeSeconds = 30;
    const container = fleet.container();
    for (const expected of ['token-1', 'token-2']) assert.equal((await container.get()).token, expected);
    assert.equal((await fleet.container().get()).token, 'token-3');
  });
});
