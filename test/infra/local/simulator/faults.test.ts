import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GenesysSimulator } from '../../../../infra/local/genesys-simulator.ts';
import type { Fault } from '../../../../infra/local/simulator/faults.ts';
import { get, logIn, QUEUES, requestToken, simulatorFor } from '../../../support/simulator.ts';
import { until } from '../../../support/until.ts';

const PAGE = `${QUEUES}?pageSize=2`;

async function textOf(simulator: GenesysSimulator, token: string): Promise<string> {
  return (await get(simulator, PAGE, token)).text();
}

for (const [status, code] of [
  [400, 'bad.request'],
  [401, 'bad.credentials'],
  [403, 'missing.permissions'],
  [404, 'not.found'],
  [418, "i'm.a.teapot"],
  [429, 'too.many.requests'],
  [500, 'internal.server.error'],
  [502, 'bad.gateway'],
  [503, 'service.unavailable'],
  [504, 'request.timeout'],
] as const) {
  test(`a status fault responds with ${status} and the code ${code}`, async (t) => {
    const simulator = await simulatorFor(t);
    simulator.fail({ kind: 'status', status });
    const response = await get(simulator, PAGE);
    const contextId = response.headers.get('inin-correlation-id');
    assert.equal(response.status, status);
    assert.equal(response.headers.get('retry-after'), null);
    assert.partialDeepStrictEqual(await response.json(), {
      status,
      code,
      contextId,
      details: [],
      errors: [],
    });
  });
}

test('a status fault sends its Retry-After unchanged, and no body with bodiless', async (t) => {
  const simulator = await simulatorFor(t);
  simulator.fail({ kind: 'status', status: 503, retryAfter: 'soon, perhaps', bodiless: true });
  const response = await get(simulator, PAGE);
  assert.equal(response.headers.get('retry-after'), 'soon, perhaps');
  assert.equal(await response.text(), '');
});

test('a status fault of the login has an OAuth error body', async (t) => {
  const simulator = await simulatorFor(t);
  simulator.fail({ kind: 'status', status: 401, target: 'login', times: 1 });
  const refused = await requestToken(simulator);
  assert.equal(refused.status, 401);
  assert.partialDeepStrictEqual(await refused.json(), { error: 'invalid_client' });
  assert.equal((await requestToken(simulator)).status, 200);
});

const responseFaults: [fault: Fault, status: number, contentType: string | null, body: RegExp][] = [
  [{ kind: 'html' }, 200, 'text/html; charset=utf-8', /^<!doctype html>/],
  [{ kind: 'empty' }, 200, null, /^$/],
  [{ kind: 'wrong-shape' }, 200, 'application/json', /^\[\]$/],
  [{ kind: 'wrong-shape', body: { entities: 'none' } }, 200, 'application/json', /^\{"entities":"none"\}$/],
  [{ kind: 'wrong-content-type' }, 200, 'text/plain', /^\{"entities":\[\{.*\}$/],
  [{ kind: 'redirect', location: 'https://elsewhere.example/' }, 302, null, /^$/],
  [
    { kind: 'trickle', bytesPerChunk: 1_000, intervalMs: 1 },
    200,
    'application/json',
    /^\{"entities":\[\{.*\}$/,
  ],
  [{ kind: 'slow', delayMs: 1 }, 200, 'application/json', /^\{"entities":\[\{.*\}$/],
];
for (const [fault, status, contentType, body] of responseFaults) {
  test(`the caller gets the response of the fault ${JSON.stringify(fault)}`, async (t) => {
    const simulator = await simulatorFor(t);
    const token = await logIn(simulator);
    simulator.fail(fault);
    const response = await get(simulator, PAGE, token, {
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(response.status, status);
    assert.equal(response.headers.get('content-type'), contentType);
    assert(response.headers.has('inin-correlation-id'));
    assert.match(await response.text(), body);
  });
}

test('a truncated response has the first half of the real body, with a matching Content-Length', async (t) => {
  const simulator = await simulatorFor(t);
  const token = await logIn(simulator);
  const whole = await textOf(simulator, token);
  simulator.fail({ kind: 'truncated' });
  const response = await get(simulator, PAGE, token);
  const half = await response.text();
  assert.equal(Number(response.headers.get('content-length')), half.length);
  assert.equal(half, whole.slice(0, Math.ceil(whole.length / 2)));
  assert.throws(() => JSON.parse(half), SyntaxError);
});

for (const kind of ['reset', 'reset-mid-body'] as const) {
  test(`a ${kind} fails the call, and the next call succeeds`, async (t) => {
    const simulator = await simulatorFor(t);
    const token = await logIn(simulator);
    simulator.fail({ kind, times: 1 });
    await assert.rejects(textOf(simulator, token), TypeError);
    await until(() => simulator.pendingRequests === 0);
    assert.match(await textOf(simulator, token), /^\{"entities"/);
  });
}

test('reset-mid-body sends the headers of the whole response before the reset', async (t) => {
  const simulator = await simulatorFor(t);
  const token = await logIn(simulator);
  const whole = await textOf(simulator, token);
  simulator.fail({ kind: 'reset-mid-body' });
  const response = await get(simulator, PAGE, token);
  assert.equal(Number(response.headers.get('content-length')), whole.length);
  await assert.rejects(response.text(), TypeError);
});

test('an enormous response is valid JSON of exactly the given size', async (t) => {
  const simulator = await simulatorFor(t);
  for (const bytes of [64, 65_536, 3_000_001]) {
    simulator.fail({ kind: 'enormous', bytes, times: 1 });
    const text = await (await get(simulator, PAGE)).text();
    assert.equal(text.length, bytes);
    assert.partialDeepStrictEqual(JSON.parse(text), { total: 1 });
  }
});

test('an enormous response ends when its reader disconnects', async (t) => {
  const simulator = await simulatorFor(t);
  simulator.fail({ kind: 'enormous', bytes: 1_000_000_000_000 });
  const caller = new AbortController();
  const response = await get(simulator, PAGE, undefined, { signal: caller.signal });
  await response.body?.getReader().read();
  assert.equal(simulator.pendingRequests, 1);
  caller.abort();
  await until(() => simulator.pendingRequests === 0);
});

const slowFaults: [label: string, fault: Fault][] = [
  ['hangs', { kind: 'hang' }],
  ['is an hour late', { kind: 'slow', delayMs: 3_600_000 }],
  ['arrives one byte an hour', { kind: 'trickle', bytesPerChunk: 1, intervalMs: 3_600_000 }],
  ['never ends', { kind: 'enormous', bytes: 1_000_000_000_000 }],
];
for (const [label, fault] of slowFaults) {
  test(`a request whose caller gives up on a response that ${label} ends`, async (t) => {
    const simulator = await simulatorFor(t);
    const token = await logIn(simulator);
    simulator.fail(fault);
    const caller = new AbortController();
    const pending = get(simulator, PAGE, token, {
      signal: caller.signal,
      headers: { authorization: `Bearer ${token}` },
    }).then((response) => response.text());
    await until(() => simulator.calls.api === 1);
    caller.abort();
    await assert.rejects(pending, { name: 'AbortError' });
    await until(() => simulator.pendingRequests === 0);
  });
}

test('a trickle sends its headers and its first chunk immediately', async (t) => {
  const simulator = await simulatorFor(t);
  const token = await logIn(simulator);
  simulator.fail({ kind: 'trickle', bytesPerChunk: 5, intervalMs: 3_600_000 });
  const response = await get(simulator, PAGE, token);
  const piece = await response.body?.getReader().read();
  assert.equal(Buffer.from(piece?.value ?? []).toString(), '{"ent');
});

test('heal removes the faults and disconnects the calls that hang', async (t) => {
  const simulator = await simulatorFor(t);
  simulator.fail({ kind: 'hang' });
  const pending = get(simulator, PAGE);
  pending.catch(() => {});
  await until(() => simulator.calls.api === 1);
  simulator.heal();
  await assert.rejects(pending, TypeError);
  assert.equal((await get(simulator, PAGE)).status, 401);
});

test('the first matching fault that has uses left is applied', async (t) => {
  const simulator = await simulatorFor(t);
  simulator.fail({ kind: 'status', status: 500, target: 'login' });
  simulator.fail({ kind: 'status', status: 502, times: 2 });
  simulator.fail({ kind: 'status', status: 503, target: 'all', times: 1 });
  const statuses = [];
  for (let call = 0; call < 4; call += 1) statuses.push((await get(simulator, PAGE)).status);
  assert.deepEqual(statuses, [502, 502, 503, 401]);
  assert.equal((await requestToken(simulator)).status, 500);
  assert.deepEqual(simulator.calls, { logins: 1, api: 4 });
});

test('after a caller disconnects in the middle of a login body, logins still work', async (t) => {
  const simulator = await simulatorFor(t);
  const caller = new AbortController();
  const neverEnding = new ReadableStream({ start: (body) => body.enqueue(Buffer.from('grant_type=')) });
  const init = { body: neverEnding, duplex: 'half', signal: caller.signal } as const;
  const pending = requestToken(simulator, init);
  await until(() => simulator.calls.logins === 1);
  caller.abort();
  await assert.rejects(pending, { name: 'AbortError' });
  await until(() => simulator.pendingRequests === 0);
  assert.equal((await requestToken(simulator)).status, 200);
});

const invalidFaults: Fault[] = [
  { kind: 'status', status: 200 },
  { kind: 'status', status: 600 },
  { kind: 'status', status: 429, retryAfter: 'two\nlines' },
  { kind: 'redirect', location: 'two\nlines' },
  { kind: 'trickle', bytesPerChunk: 0, intervalMs: 1 },
  { kind: 'trickle', bytesPerChunk: 1, intervalMs: -1 },
  { kind: 'slow', delayMs: Number.NaN },
  { kind: 'enormous', bytes: 63 },
  { kind: 'hang', times: 0 },
];
for (const fault of invalidFaults) {
  test(`the invalid fault ${JSON.stringify(fault)} is rejected`, async (t) => {
    const simulator = await simulatorFor(t);
    assert.throws(() => simulator.fail(fault), { name: /RangeError|TypeError/ });
  });
}
