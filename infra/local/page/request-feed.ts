import type { ServerResponse } from 'node:http';
import type { RequestRow } from './request-row.ts';

/** As many as the chart shows. */
const KEPT_REQUESTS = 60;
const MOST_FOLLOWERS = 16;
/** A page that does not read is let go of before what waits for it grows. */
const MOST_WAITING_BYTES = 256 * 1024;

/** The last requests, and the pages that watch them. */
export interface RequestFeed {
  add(row: RequestRow): void;
  /**
   * Answers with server-sent events: `kept` with a list of the last 60 requests, oldest first, then one message for
   * each new one. False, with nothing answered, when 16 pages follow already.
   */
  follow(response: ServerResponse): boolean;
}

/** A feed of nothing yet. */
export function createRequestFeed(): RequestFeed {
  const rows: RequestRow[] = [];
  const followers = new Set<ServerResponse>();
  return {
    add(row) {
      rows.push(row);
      if (rows.length > KEPT_REQUESTS) rows.shift();
      for (const follower of followers) {
        follower.write(message(row));
        if (follower.writableLength > MOST_WAITING_BYTES) follower.destroy();
      }
    },
    follow(response) {
      if (followers.size >= MOST_FOLLOWERS) return false;
      followers.add(response);
      response.once('close', () => followers.delete(response));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`event: kept\n${message(rows)}`);
      return true;
    },
  };
}

/** JSON has no line breaks of its own, so it is one line of data. */
function message(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
