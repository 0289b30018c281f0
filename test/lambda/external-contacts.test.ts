import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createInvalidationApp } from '../../lambda/app-invalidation.ts';
import type { CacheStore } from '../../lambda/cache/store.ts';
import { requestFields } from '../../lambda/telemetry/log-line.ts';
import { lambdaContext } from '../support/lambda-context.ts';
import { eventOf, parseResponse, readEvent, startService } from '../support/service.ts';

const ACTION = 'external-contact';
const PHONE = '+12025550144';
const EMAIL = 'omar.haddad@example.org';
const LISTING = { ...readEvent('health'), path: '/dataactions' };

/** A service that is on, and how long its entries are kept. */
async function startOn(t: TestContext, env: Record<string, string> = {}) {
  const keptMs: number[] = [];
  const service = await startService(t, {
    env,
    ports: {
      random: () => 1,
      wrapStore: (store): CacheStore => ({
        ...store,
        putEntry: (key, entry, signal) => {
          keptMs.push(entry.keptMs);
          return store.putEntry(key, entry, signal);
        },
      }),
    },
  });
  const config = { serviceName: 'test', logLevel: 'SILENT', apiKeyId: undefined } as const;
  const { onRequest } = createInvalidationApp(config, service.store, {
    clock: service.clock,
    telemetry: { request: () => undefined },
  });
  const event = { ...eventOf('', { action: ACTION }), path: '/invalidate' };
  const invalidate = async () => parseResponse(await onRequest(event, lambdaContext(15_000)));
  return { ...service, keptMs, invalidate };
}

test('unless it is on, a request gets 403 with the name of the setting, and reads neither cache nor Genesys', async (t) => {
  const { request, simulator, records } = await startService(t, { env: { EXTERNAL_CONTACTS: '' } });
  for (const parameters of [{ phoneNumber: PHONE }, { phoneNumber: 'x' }]) {
    const { statusCode, body } = await request(ACTION, parameters);
    assert.deepEqual([statusCode, body.code], [403, 'action_off']);
    assert.match(String(body.message), /EXTERNAL_CONTACTS=true \(externalContacts in the stack\)/);
  }
  assert.deepEqual(simulator.calls, { logins: 0, api: 0 });
  assert.deepEqual(
    records.map(({ events }) => events.length),
    [0, 0],
  );
});

for (const isOn of [true, false])
  test(`GET /dataactions ${isOn ? 'lists it if it is on' : 'does not list it otherwise'}`, async (t) => {
    const { invoke } = await startService(t, { env: { EXTERNAL_CONTACTS: String(isOn) } });
    assert.equal((await invoke(LISTING)).body.includes(`"${ACTION}"`), isOn);
  });

test('an entry ends with its TTL of about a minute, whatever stale-if-error is, and is not served if Genesys fails', async (t) => {
  const { request, keptMs, clock, simulator } = await startOn(t, { CACHE_STALE_IF_ERROR_SECONDS: '604800' });
  assert.equal((await request(ACTION, { phoneNumber: PHONE })).body.source, 'api');
  assert.equal((await request(ACTION, { phoneNumber: PHONE })).body.source, 'cache');
  assert.deepEqual(keptMs, [66_000]);
  clock.skip(66_000);
  simulator.fail({ kind: 'status', status: 404, times: 5 });
  assert.equal((await request(ACTION, { phoneNumber: PHONE })).body.status, 'error');
});

test('POST /invalidate erases all contacts: none is served afterwards, even if Genesys fails', async (t) => {
  const { request, invalidate, simulator } = await startOn(t);
  for (const parameters of [{ phoneNumber: PHONE }, { email: EMAIL }]) await request(ACTION, parameters);
  assert.deepEqual((await invalidate()).body, { status: 'success', invalidated: [ACTION] });
  simulator.fail({ kind: 'status', status: 400, times: 5 });
  for (const parameters of [{ phoneNumber: PHONE }, { email: EMAIL }]) {
    const { body } = await request(ACTION, parameters);
    assert.equal(body.code, 'genesys_request_refused');
    assert.equal('data' in body, false);
  }
  simulator.heal();
});

test('neither a number, an address, a name nor a key is in a log line, whatever happens', async (t) => {
  const { request, invoke, records, simulator } = await startOn(t);
  const bodies: unknown[] = [];
  for (const parameters of [
    { phoneNumber: PHONE },
    { phoneNumber: PHONE },
    { email: EMAIL },
    { phoneNumber: '+12025550199' },
    { email: 'omar.haddad' },
    { phoneNumber: '2025550144' },
    { phoneNumber: PHONE, email: EMAIL },
    { phoneNumber: PHONE, number: PHONE },
    { [PHONE]: 'number' },
  ])
    bodies.push((await request(ACTION, parameters)).body.status);
  for (const body of [
    `{"phoneNumber": ${PHONE}}`,
    `{"email": ${EMAIL}}`,
    `{"phoneNumber": "${PHONE}`,
    `"${PHONE}"`,
  ])
    await invoke({ ...eventOf(ACTION, {}), body });
  simulator.fail({ kind: 'status', status: 400 });
  await request(ACTION, { phoneNumber: '+12025550145' });
  assert.deepEqual(bodies, [
    'success',
    'success',
    'success',
    'error',
    'error',
    'error',
    'error',
    'error',
    'error',
  ]);
  const lines = records.map((record) => JSON.stringify(requestFields(record)));
  assert.equal(lines.length, 14);
  for (const line of lines) assert.doesNotMatch(line, /0144|0145|0199|omar|haddad|[0-9a-f]{64}/i);
});
