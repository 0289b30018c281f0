import type { IncomingMessage } from 'node:http';

/**
 * The body as text, or undefined if it is larger than the limit. The rest of a large body is read and dropped: closing
 * the connection earlier would reset it, and the caller would see no response.
 */
export async function readText(request: IncomingMessage, limitBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= limitBytes) chunks.push(chunk);
  }
  return bytes > limitBytes ? undefined : Buffer.concat(chunks).toString();
}
