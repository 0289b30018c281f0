import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

/** The server-sent events of one page, as they come. */
export interface EventStream {
  /** The next event's name (`message` where it has none) and data; rejects when the stream ends first. */
  next(): Promise<{ name: string; data: unknown }>;
}

/** Asks the `queues` data action, as a flow does. */
export function askQueues(url: string, parameters: object = {}): Promise<Response> {
  return fetch(`${url}/dataaction/queues`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(parameters),
  });
}

/** Presses buttons: `{ genesys: '503' }`, `{ redis: 'heal' }`; gives back the response. */
export function turnFaults(
  url: string,
  faults: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${url}/local/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(faults),
  });
}

/** Follows the requests, until the test ends. */
export async function followRequests(t: TestContext, url: string): Promise<EventStream> {
  const leaving = new AbortController();
  t.after(() => leaving.abort());
  const response = await fetch(`${url}/local/requests`, { signal: leaving.signal });
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  const chunks = response.body?.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  let unread = '';
  return {
    async next() {
      while (!unread.includes('\n\n')) {
        const chunk = await chunks?.next();
        assert.ok(chunk && !chunk.done, 'the stream ended');
        unread += chunk.value;
      }
      const [event = ''] = unread.split('\n\n', 1);
      unread = unread.slice(event.length + 2);
      const fields = new Map(
        event.split('\n').map((line) => [line.split(': ', 1)[0], line.replace(/^\w+: /, '')]),
      );
      return { name: fields.get('event') ?? 'message', data: JSON.parse(fields.get('data') ?? '') };
    },
  };
}
