import { DataActionError } from '../errors.ts';
import type { Clock } from '../runtime/clock.ts';
import { withTimeLimit } from '../runtime/deadline.ts';

interface HttpRequest {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body?: string | undefined;
}

/** A response with its whole body. */
export interface HttpResponse {
  status: number;
  headers: Headers;
  text: string;
}

/** Sends one request; see {@link createTransport}. */
export type Transport = (request: HttpRequest, signal: AbortSignal) => Promise<HttpResponse>;

interface TransportLimits {
  timeoutMs: number;
  /** Of the body. */
  maxResponseBytes: number;
}

/**
 * HTTP over Node's fetch, which keeps connections alive between calls. A call that exceeds `timeoutMs`, reading the body
 * included, is aborted and its socket closed. Redirects are not followed, because they would send the token elsewhere.
 * Rejects with `response_too_large` if a success has more than `maxResponseBytes`, with `genesys_unavailable` if there is no
 * complete response, and with the signal's reason if the signal aborts.
 */
export function createTransport({ timeoutMs, maxResponseBytes }: TransportLimits, clock: Clock): Transport {
  const expired = () =>
    new DataActionError('genesys_unavailable', `Genesys did not respond within ${timeoutMs} ms`);
  return async ({ url, ...request }, within) => {
    try {
      return await withTimeLimit({ ms: timeoutMs, clock, expired, within }, async (signal) => {
        const response = await fetch(url, {
          ...request,
          body: request.body ?? null,
          redirect: 'manual',
          signal,
        });
        return {
          status: response.status,
          headers: response.headers,
          text: await readText(response, maxResponseBytes),
        };
      });
    } catch (error) {
      within.throwIfAborted();
      if (error instanceof DataActionError) throw error;
      throw new DataActionError('genesys_unavailable', 'Genesys cannot be reached', { cause: error });
    }
  };
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Throwing in the loop cancels the stream, which closes the socket.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes)
      throw new DataActionError(
        response.ok ? 'response_too_large' : 'genesys_unavailable',
        `Genesys sent a response of more than ${maxBytes} bytes`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
