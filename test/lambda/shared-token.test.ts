import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nowMsOf, passInControl } from '../support/control-fields.ts';
import { LIMIT_FROM_MS } from '../support/movable-clock.ts';
import { HOUR_MS, storedToken } from '../support/shared-token.ts';
import {
  FLEET_SIZE,
  getAll,
  sourcesOf,
  startContainers,
  startTokenFleet,
  TOKEN_CONTROL,
  TOKEN_KEY,
  tokensOf,
} from '../support/token-fleet.ts';
import { until } from '../support/until.ts';

test('8 containers without a token make one login, and all get its token', async (t) => {
  const fleet = await startTokenFleet(t);
  const hold = Promise.withResolvers<void>();
  fleet.service.holds = hold.promise;
  const pending = startContainers(fleet).map((container) => container.get());
  await until(() => fleet.service.waiting === 1);
  hold.resolve();
  const obtained = await Promise.all(pending);
  assert.deepEqual(tokensOf(obtained), ['token-1']);
  assert.deepEqual(sourcesOf(obtained), ['login', ...Array(FLEET_SIZE - 1).fill('shared')]);
  assert.equal(fleet.service.logins, 1);
});

describe('a token that Genesys refuses', () => {
  test('to all containers at once is replaced by one login', async (t) => {
    const fleet = await startTokenFleet(t);
    const containers = startContainers(fleet);
    await getAll(containers);
    for (const container of containers) container.discard('token-1');
    const obtained = await getAll(containers);
    assert.deepEqual(tokensOf(obtained), ['token-2']);
    assert.equal(fleet.service.logins, 2);
  });

  test('to one container after another is replaced by one login', async (t) => {
    const fleet = await startTokenFleet(t);
    const containers = startContainers(fleet);
    await getAll(containers);
    for (const container of containers) {
      container.discard('token-1');
      assert.equal((await container.get()).token, 'token-2');
    }
    assert.equal((await fleet.container().get()).token, 'token-2');
    assert.equal(fleet.service.logins, 2);
  });

  test('is no longer given to a container that starts, even while the new login runs', async (t) => {
    const fleet = await startTokenFleet(t);
    const first = fleet.container();
    await first.get();
    first.discard('token-1');
    const hold = Promise.withResolvers<void>();
    fleet.service.holds = hold.promise;
    const replacing = first.get();
    await until(() => fleet.service.waiting === 1);
    const starting = fleet.container().get();
    hold.resolve();
    assert.equal((await starting).token, 'token-2');
    assert.equal((await replacing).token, 'token-2');
  });

  test('but was replaced in the container meanwhile, is not discarded', async (t) => {
    const fleet = await startTokenFleet(t);
    const container = fleet.container();
    await container.get();
    container.discard('token-0');
    assert.deepEqual(await container.get(), { token: 'token-1', source: 'kept' });
  });
});

describe('a lease', () => {
  test('of a container that dies during its login ends; then one other container logs in', async (t) => {
    const fleet = await startTokenFleet(t);
    fleet.service.holds = new Promise(() => undefined);
    fleet
      .container()
      .get()
      .catch(() => undefined);
    await until(() => fleet.service.waiting === 1);
    fleet.service.holds = undefined;
    const pending = startContainers(fleet).map((container) => container.get());
    await passInControl(fleet.observer, TOKEN_CONTROL, HOUR_MS, 'lease:');
    assert.deepEqual(tokensOf(await Promise.all(pending)), ['token-2']);
    assert.equal(fleet.service.logins, 2);
  });

  test('is waited for during half of the remaining time; then a container logs in itself, and shares its token', async (t) => {
    const fleet = await startTokenFleet(t);
    fleet.service.holds = new Promise(() => undefined);
    fleet
      .container()
      .get()
      .catch(() => undefined);
    await until(() => fleet.service.waiting === 1);
    fleet.service.holds = undefined;
    // Polls advance the clock of the container, so half of the time passes. Its deadline passes only with this clock.
    assert.deepEqual(await fleet.container().get(LIMIT_FROM_MS), { token: 'token-2', source: 'login' });
    assert.deepEqual(await fleet.container().get(), { token: 'token-2', source: 'shared' });
  });

  test('is released when the login fails, so that the next container need not wait', async (t) => {
    const fleet = await startTokenFleet(t);
    fleet.service.status = 503;
    for (const container of startContainers(fleet, 3))
      await assert.rejects(container.get(), { code: 'genesys_unavailable' });
    assert.equal(fleet.service.logins, 3);
    assert.equal(await fleet.observer.hlen(TOKEN_CONTROL), 0);
  });

  test('is not held by a container that was frozen during its login: its old token does not replace a newer one', async (t) => {
    const fleet = await startTokenFleet(t);
    const frozen = Promise.withResolvers<void>();
    fleet.service.holds = frozen.promise;
    const late = fleet.container().get();
    await until(() => fleet.service.waiting === 1);
    fleet.service.holds = undefined;
    await passInControl(fleet.observer, TOKEN_CONTROL, HOUR_MS, 'lease:');
    // Logins within one millisecond would end together.
    const startedAtMs = await nowMsOf(fleet.observer);
    await until(async () => (await nowMsOf(fleet.observer)) > startedAtMs);
    assert.equal((await fleet.container().get()).token, 'token-2');
    const newer = await storedToken(fleet.observer, TOKEN_KEY);
    frozen.resolve();
    assert.equal((await late).token, 'token-1');
    assert.deepEqual(await storedToken(fleet.observer, TOKEN_KEY), newer);
  });
});
