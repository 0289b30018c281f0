import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCredentialsSource } from '../../../lambda/genesys/login.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

test('credentials from the environment are the same after a refresh', async () => {
  const credentials = { clientId: 'client-1', clientSecret: 'hunter2' };
  const source = createCredentialsSource({ from: 'environment', ...credentials }, createFakeClock());
  const { signal } = new AbortController();
  assert.deepEqual(await source.get(signal), credentials);
  assert.deepEqual(await source.refresh(signal), credentials);
});
