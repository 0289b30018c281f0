import type { ServerResponse } from 'node:http';
import type { RequestRow } from './request-row.ts';

/** As many as the chart shows. */
const MAX_ROWS = 60;
const MAX_SUBSCRIBERS = 16;
/** A page that does not read its events is disconnected at this size, so that the buffer cannot grow further. */
const MAX_UNSENT_BYTES = 256 * 1024;

/** The last requests, and the pages that follow them. */
export interface RequestFeed {
  add(row: RequestRow): void;
  /**
   * Responds with server-sent events: first `recent` with the last 60 requests, oldest first, then one message for
   * each new request. Returns false, without a response, while 16 pages are subscribed.
   */
  subscribe(response: ServerResponse): boolean;
}

/** An empty feed. */
export function createRequestFeed(): RequestFeed {
  const rows: RequestRow[] = [];
  const subscribers = new Set<ServerResponse>();
  return {
    add(row) {
      rows.push(row);
      if (rows.length > MAX_ROWS) rows.shift();
      for (const subscriber of subscribers) {
        subscriber.write(message(row));
        if (subscriber.writableLength > MAX_UNSENT_BYTES) subscriber.destroy();
      }
    },
    subscribe(response) {
      if (subscribers.size >= MAX_SUBSCRIBERS) return false;
      subscribers.add(response);
      response.once('close', () => subscribers.delete(response));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`event: recent\n${message(rows)}`);
      return true;
    },
  };
}

/** Serialised JSON contains no line break, so it fits into one `data` line. */
function message(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
