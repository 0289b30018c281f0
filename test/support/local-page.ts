import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

/** The server-sent events that a page receives. */
export interface EventStream {
  /** The next event's name (`message` if it has none) and data; rejects if the stream ends first. */
  next(): Promise<{ name: string; data: unknown }>;
}

/** Sends a request to the `queues` data action, as a flow does. */
export function postQueues(url: string, parameters: object = {}): Promise<Response> {
  return fetch(`${url}/dataaction/queues`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(parameters),
  });
}

/** Sets faults as the page's buttons do: `{ genesys: '503' }`, `{ redis: 'heal' }`. */
export function postFaults(
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

/** Follows the requests until the test ends. */
export async function followRequests(t: TestContext, url: string): Promise<EventStream> {
  const controller = new AbortController();
  t.after(() => controller.abort());
  const response = await fetch(`${url}/local/requests`, { signal: controller.signal });
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
