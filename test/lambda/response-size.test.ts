import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Models } from 'purecloud-platform-client-v2';
import { startGenesysSimulator } from '../../infra/local/genesys-simulator.ts';
import { invoke, RESULT_LIMIT_BYTES } from '../../infra/local/lambda-invocation.ts';
import { tagsToInvalidate } from '../../lambda/cache/keys.ts';
import { BODY_RESERVE_BYTES } from '../../lambda/http/data.ts';
import { requestFields } from '../../lambda/telemetry/log-line.ts';
import { eventOf, parseResponse, startService, type TestService } from '../support/service.ts';
import { bytesIn, NEVER } from '../support/stored.ts';

const MAX_BYTES = 100_000;
const MAX_DATA_BYTES = MAX_BYTES - BODY_RESERVE_BYTES;
const PARAMETERS = { pageSize: 1 };
/** Longer than any back-off. */
const BACKOFF_MS = 31_000;

/** A service in front of a Genesys with one queue, which a test may change. */
async function startWith(t: TestContext, description: string, env: Record<string, string> = {}) {
  const queue: Models.Queue = { id: 'ef871c05-3104-464f-a268-17ded0a21903', name: 'Support', description };
  const simulator = await startGenesysSimulator({ queues: [queue] });
  const service = await startService(t, {
    simulator,
    env: { RESPONSE_MAX_BYTES: String(MAX_BYTES), ...env },
  });
  return { ...service, queue };
}

/** A description with which the data has this many bytes; the filler has `fillerBytes` in JSON. */
async function descriptionFor(t: TestContext, bytes: number, filler: string): Promise<string> {
  const { request } = await startWith(t, '');
  const { body } = await request('queues', PARAMETERS);
  const room = bytes - Buffer.byteLength(JSON.stringify(body.data));
  const fillerBytes = Buffer.byteLength(JSON.stringify(filler)) - 2;
  return filler.repeat(Math.floor(room / fillerBytes)) + 'x'.repeat(room % fillerBytes);
}

/** What is stored under the key of the last request. */
async function stored({ store, records }: TestService): Promise<Buffer | undefined> {
  const { key } = lastLine(records);
  return bytesIn(store, key ?? assert.fail('no key'));
}

function lastLine(records: TestService['records']) {
  return requestFields(records.at(-1) ?? assert.fail('no request'));
}

for (const [label, filler] of [
  ['plain text', 'x'],
  ['quotes', '"'],
  ['two-byte letters', 'é'],
  ['four-byte characters', '😀'],
] as const)
  describe(`data of ${label}`, () => {
    test('of the maximum size is served and stored', async (t) => {
      const service = await startWith(t, await descriptionFor(t, MAX_DATA_BYTES, filler));
      const miss = await service.request('queues', PARAMETERS);
      assert.equal(miss.statusCode, 200);
      assert.equal(Buffer.byteLength(JSON.stringify(miss.body.data)), MAX_DATA_BYTES);
      const hit = await service.request('queues', PARAMETERS);
      assert.deepEqual([hit.body.source, hit.body.data], ['cache', miss.body.data]);
      assert.equal(service.simulator.calls.api, 1);
    });

    test('that is one byte larger is an error, which is remembered and logged; nothing is stored', async (t) => {
      const service = await startWith(t, await descriptionFor(t, MAX_DATA_BYTES + 1, filler));
      const { statusCode, body } = await service.request('queues', PARAMETERS);
      assert.equal(statusCode, 422);
      assert.partialDeepStrictEqual(body, {
        status: 'error',
        code: 'response_too_large',
        message:
          'the data is 99873 bytes, expected at most 99872; request less: a smaller pageSize, or fewer queueIds',
      });
      assert.partialDeepStrictEqual(lastLine(service.records), {
        outcome: 'error',
        code: 'response_too_large',
        failureRemembered: 'stored',
        attempts: 1,
      });
      assert.equal(await stored(service), undefined);

      const again = await service.request('queues', PARAMETERS);
      assert.deepEqual(
        [again.statusCode, again.body.code, again.body.message],
        [422, 'response_too_large', body.message],
      );
      assert.ok(Number(again.headers['Retry-After']) >= 1);
      assert.equal(service.simulator.calls.api, 1, 'Genesys is not called again');
    });
  });

test('with errors=body the error has status 200, whatever its own size', async (t) => {
  const { invoke: send, simulator } = await startWith(t, 'x'.repeat(2000), { RESPONSE_MAX_BYTES: '1024' });
  const ask = async (parameters: Record<string, unknown>) => {
    const event = { ...eventOf('queues', parameters), queryStringParameters: { errors: 'body' } };
    return parseResponse(await send(event));
  };
  const { statusCode, body } = await ask(PARAMETERS);
  assert.deepEqual([statusCode, body.code], [200, 'response_too_large']);
  const unknown = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`unknown${index}`, 1]));
  const invalid = await ask(unknown);
  assert.deepEqual([invalid.statusCode, invalid.body.code], [200, 'invalid_input']);
  assert.ok(String(invalid.body.message).length > 1024);
  assert.equal(simulator.calls.api, 1);
});

test('a smaller request succeeds at once, and the same one after the back-off, when the data has shrunk', async (t) => {
  const { request, clock, queue } = await startWith(t, 'x'.repeat(MAX_BYTES));
  assert.equal((await request('queues', PARAMETERS)).statusCode, 422);
  assert.equal((await request('queues', { name: 'None' })).statusCode, 200);
  queue.description = '';
  assert.equal((await request('queues', PARAMETERS)).statusCode, 422);
  clock.skip(BACKOFF_MS);
  const { statusCode, headers } = await request('queues', PARAMETERS);
  assert.equal(statusCode, 200);
  assert.match(String(headers['Cache-Status']), /fwd=uri-miss; stored$/);
});

test('a change in Genesys ends the back-off, because the data may have shrunk', async (t) => {
  const { request, store, queue } = await startWith(t, 'x'.repeat(MAX_BYTES));
  assert.equal((await request('queues', PARAMETERS)).statusCode, 422);
  queue.description = '';
  await store.invalidateTags(tagsToInvalidate('queues', { action: 'queues' }), NEVER);
  assert.equal((await request('queues', PARAMETERS)).statusCode, 200);
});

test('a stale entry is deleted and not served once its data has grown too large', async (t) => {
  const service = await startWith(t, '');
  const { request, clock, queue } = service;
  assert.equal((await request('queues', PARAMETERS)).statusCode, 200);
  queue.description = 'x'.repeat(MAX_BYTES);
  clock.skip(331_000);
  assert.equal((await request('queues', PARAMETERS)).body.code, 'response_too_large');
  assert.equal(await stored(service), undefined);
});

describe('an entry that was stored under a larger RESPONSE_MAX_BYTES', () => {
  /** Two services with the same store; the first has stored an entry that is one byte too large for the second. */
  async function startBoth(t: TestContext) {
    const description = await descriptionFor(t, MAX_DATA_BYTES + 1, 'x');
    const larger = await startWith(t, description, { RESPONSE_MAX_BYTES: String(MAX_BYTES + 1) });
    assert.equal((await larger.request('queues', PARAMETERS)).statusCode, 200);
    const smaller = await startService(t, {
      simulator: larger.simulator,
      env: { RESPONSE_MAX_BYTES: String(MAX_BYTES) },
      ports: { wrapStore: () => larger.store },
    });
    return { smaller, queue: larger.queue };
  }

  test('is not served; if Genesys still sends as much, the request fails and the entry is deleted', async (t) => {
    const { smaller } = await startBoth(t);
    const { body } = await smaller.request('queues', PARAMETERS);
    assert.equal(body.code, 'response_too_large');
    const { cacheRead, cacheErrors } = lastLine(smaller.records);
    assert.equal(cacheRead, 'miss');
    assert.deepEqual(cacheErrors, [
      `a value of ${MAX_DATA_BYTES + 1} bytes, expected at most ${MAX_DATA_BYTES}`,
    ]);
    assert.equal(await stored(smaller), undefined);
  });

  test('is overwritten if Genesys sends less by now', async (t) => {
    const { smaller, queue } = await startBoth(t);
    queue.description = '';
    const { statusCode, headers } = await smaller.request('queues', PARAMETERS);
    assert.equal(statusCode, 200);
    assert.match(String(headers['Cache-Status']), /fwd=miss; stored$/);
    assert.equal((await smaller.request('queues', PARAMETERS)).body.source, 'cache');
  });
});

test('while Redis is unavailable, data that is too large is refused as well', async (t) => {
  const { request } = await startWith(t, 'x'.repeat(MAX_BYTES), { REDIS_URL: 'redis://127.0.0.1:1' });
  assert.equal((await request('queues', PARAMETERS)).body.code, 'response_too_large');
});

test('whatever the setting, Lambda delivers the response: data or an error', async (t) => {
  const env = { RESPONSE_MAX_BYTES: '6000000', GENESYS_MAX_RESPONSE_BYTES: '67108864' };
  for (const [description, code] of [
    ['x'.repeat(5_900_000), undefined],
    ['"'.repeat(1_500_000), undefined],
    ['"'.repeat(1_600_000), 'response_too_large'],
    ['é'.repeat(3_100_000), 'response_too_large'],
  ] as const) {
    const service = await startWith(t, description, env);
    for (const request of ['first', 'second']) {
      const event = eventOf('queues', PARAMETERS);
      const response = await invoke((received) => service.invoke(received), event, service.clock);
      const bytes = Buffer.byteLength(JSON.stringify(response));
      assert.ok(bytes <= RESULT_LIMIT_BYTES, `${request}: ${bytes} bytes`);
    }
    assert.equal(lastLine(service.records).code, code);
  }
});

test('an error that lists as many problems as fit into a request is delivered', async (t) => {
  const { invoke: send } = await startWith(t, '');
  const names = Array.from({ length: 7500 }, (_, index) => index.toString(36).padStart(3, '_'));
  const event = eventOf('queues', Object.fromEntries(names.map((name) => [name, 1])));
  assert.ok(Buffer.byteLength(event.body ?? '') > 60_000);
  const response = await send(event);
  assert.equal(response.statusCode, 400);
  assert.ok(Buffer.byteLength(JSON.stringify(response)) < 2_000_000);
});
