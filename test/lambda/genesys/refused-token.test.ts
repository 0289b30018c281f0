import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { queues } from '../../../lambda/actions/queues.ts';
import { parseConfig } from '../../../lambda/config/environment.ts';
import type { GenesysEvent } from '../../../lambda/genesys/call.ts';
import { createGenesysClient } from '../../../lambda/genesys/client.ts';
import { sealToken } from '../../../lambda/genesys/token-seal.ts';
import { withDeadline } from '../../../lambda/runtime/deadline.ts';
import type { TokenReply } from '../../../lambda/runtime/token-store.ts';
import { createMovableClock } from '../../support/movable-clock.ts';
import { simulatorFor } from '../../support/simulator.ts';

const DAY_MS = 86_400_000;
const ACQUIRED: TokenReply = { outcome: 'acquired', nowMs: 0, token: undefined };

/** A client whose token store gives these replies, one after the other. Tokens that are not of a login are refused. */
async function start(t: TestContext, tokens: readonly (string | undefined)[]) {
  const simulator = await simulatorFor(t);
  const clock = createMovableClock();
  const { genesys: config } = parseConfig({
    GENESYS_API_URL: simulator.url,
    GENESYS_LOGIN_URL: simulator.url,
    GENESYS_CLIENT_ID: simulator.credentials.clientId,
    GENESYS_CLIENT_SECRET: simulator.credentials.clientSecret,
  });
  const owner = { ...config, ...simulator.credentials };
  const replies = tokens.map((token): TokenReply => {
    if (token === undefined) return ACQUIRED;
    const shared = { sealed: sealToken(token, DAY_MS, owner), endsAtMs: DAY_MS, refreshAtMs: DAY_MS };
    return { outcome: 'fresh', nowMs: 0, token: shared };
  });
  const refused: boolean[] = [];
  const client = createGenesysClient({
    config,
    clock,
    random: () => 0,
    rateLimiter: { take: async () => 0, takeLogin: async () => 0, pause: async () => undefined },
    tokenStore: {
      acquire: async ({ isRefused }) => {
        refused.push(isRefused);
        return replies.shift() ?? assert.fail('no more replies');
      },
      put: async () => undefined,
      release: async () => undefined,
    },
  });
  const sources: (string | undefined)[] = [];
  const observe = (event: GenesysEvent) => {
    if (event.type === 'genesys.token') sources.push(event.source);
  };
  const call = () =>
    withDeadline(10_000, clock, (deadline) =>
      client.call(queues.parse({}).call, { deadline, mayRetry: false, observe }),
    );
  return { simulator, call, sources, refused };
}

test('when Genesys refuses the token of another container, the call succeeds after a login', async (t) => {
  const { call, sources, refused, simulator } = await start(t, ['old', undefined]);
  await call();
  assert.deepEqual(
    [sources, refused],
    [
      ['shared', 'login'],
      [false, true],
    ],
  );
  assert.deepEqual(simulator.calls, { logins: 1, api: 2 });
});

test('when Genesys refuses two tokens of other containers, the call succeeds after a login', async (t) => {
  const { call, sources, refused, simulator } = await start(t, ['old', 'older', undefined]);
  await call();
  assert.deepEqual(
    [sources, refused],
    [
      ['shared', 'shared', 'login'],
      [false, true, true],
    ],
  );
  assert.deepEqual(simulator.calls, { logins: 1, api: 3 });
});

test('when Genesys refuses three tokens of other containers, the call fails', async (t) => {
  const { call, simulator } = await start(t, ['old', 'older', 'oldest']);
  await assert.rejects(call(), { code: 'genesys_authentication_failed' });
  assert.deepEqual(simulator.calls, { logins: 0, api: 3 });
});

test('when Genesys refuses the token of a second login, the call fails', async (t) => {
  const { call, simulator } = await start(t, [undefined, undefined]);
  simulator.fail({ kind: 'status', status: 401 });
  await assert.rejects(call(), { code: 'genesys_authentication_failed' });
  assert.deepEqual(simulator.calls, { logins: 2, api: 2 });
});
