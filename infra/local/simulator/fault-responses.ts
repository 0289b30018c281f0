import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, type FaultTarget, headersOf, type StatusFault } from './faults.ts';
import { type ErrorDetails, errorResponseOfStatus, type GenesysResponse, loginError } from './response.ts';

const CHUNK_BYTES = 65_536;
const ERROR_PAGE =
  '<!doctype html><html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n';

/** One request and its pending response. */
export interface Exchange {
  readonly target: FaultTarget;
  readonly response: ServerResponse;
  readonly correlationId: string;
  /** Aborts when the connection is closed or the response is complete. */
  readonly closed: AbortSignal;
  /** The response without the fault. */
  realResponse(): Promise<GenesysResponse>;
}

/** Sends a response as JSON with its content type and length. */
export function sendResponse(response: ServerResponse, content: GenesysResponse): void {
  const body = JSON.stringify(content.body);
  writeJsonHead(response, content, Buffer.byteLength(body));
  response.end(body);
}

/**
 * Applies a fault to the connection and resolves when everything is written. A `hang` writes nothing; the caller
 * delays a `slow` response.
 */
export async function sendFaultyResponse(fault: Fault, exchange: Exchange): Promise<void> {
  const { response, closed } = exchange;
  switch (fault.kind) {
    case 'hang':
      return;
    case 'slow':
      return sendResponse(response, await exchange.realResponse());
    case 'status':
      return sendStatus(fault, exchange);
    case 'trickle':
      return sendInPieces(exchange, piecesOf(await realBytes(exchange), fault, closed));
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'reset-mid-body':
      return resetMidBody(exchange, await realBytes(exchange));
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(ERROR_PAGE);
      return;
    case 'truncated':
      return sendFirstHalf(exchange);
    case 'empty':
      response.writeHead(200, { 'content-length': 0 }).end();
      return;
    case 'enormous':
      response.writeHead(200, { 'content-type': 'application/json' });
      return sendInPieces(exchange, enormousJson(fault.bytes));
    case 'wrong-shape':
      return sendResponse(response, { status: 200, body: fault.body ?? [] });
    case 'wrong-content-type': {
      const real = await exchange.realResponse();
      return sendResponse(response, {
        ...real,
        headers: { ...real.headers, 'content-type': 'text/plain' },
      });
    }
    case 'redirect':
      response.writeHead(302, { location: fault.location, 'content-length': 0 }).end();
  }
}

function writeJsonHead(response: ServerResponse, { status, headers }: GenesysResponse, bytes: number): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes, ...headers });
}

/** Writes the head of the real response and returns its whole body, of which the fault sends a part. */
async function realBytes({ response, realResponse }: Exchange): Promise<Buffer> {
  const real = await realResponse();
  const bytes = Buffer.from(JSON.stringify(real.body));
  writeJsonHead(response, real, bytes.length);
  return bytes;
}

async function sendFirstHalf({ response, realResponse }: Exchange): Promise<void> {
  const real = await realResponse();
  const bytes = Buffer.from(JSON.stringify(real.body));
  const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
  writeJsonHead(response, real, half.length);
  response.end(half);
}

function sendStatus(fault: StatusFault, exchange: Exchange): void {
  const { response, target, correlationId } = exchange;
  const headers = headersOf(fault);
  if (fault.bodiless) {
    response.writeHead(fault.status, { 'content-length': 0, ...headers }).end();
    return;
  }
  const real =
    target === 'login' && fault.status < 429
      ? loginError(fault.status, fault.status === 401 ? 'invalid_client' : 'invalid_request', 'refused')
      : errorResponseOfStatus(fault.status, correlationId, detailsOf(fault));
  sendResponse(response, { ...real, headers });
}

function detailsOf({ message, limit }: StatusFault): ErrorDetails {
  return { ...(message !== undefined && { message }), ...(limit && { limit }) };
}

async function resetMidBody({ response, closed }: Exchange, bytes: Buffer): Promise<void> {
  const { socket } = response;
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)));
  // A reset discards what the kernel has not sent yet, so the half must be sent first.
  if (response.writableNeedDrain) await once(response, 'drain', { signal: closed });
  setImmediate(() => socket?.resetAndDestroy());
}

/** Writes no faster than the client reads, and stops when the client disconnects. */
async function sendInPieces({ response, closed }: Exchange, pieces: AsyncIterable<Buffer>): Promise<void> {
  for await (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.write(piece)) await once(response, 'drain', { signal: closed });
  }
  response.end();
}

async function* piecesOf(
  bytes: Buffer,
  { bytesPerChunk, intervalMs }: { bytesPerChunk: number; intervalMs: number },
  closed: AbortSignal,
): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += bytesPerChunk) {
    if (start > 0) await sleep(intervalMs, undefined, { signal: closed });
    yield bytes.subarray(start, start + bytesPerChunk);
  }
}

async function* enormousJson(bytes: number): AsyncGenerator<Buffer> {
  const head = Buffer.from('{"entities":[{"name":"');
  const tail = Buffer.from('"}],"total":1}');
  const filler = Buffer.alloc(CHUNK_BYTES, 'x');
  yield head;
  let left = bytes - head.length - tail.length;
  for (; left > 0; left -= CHUNK_BYTES) yield filler.subarray(0, Math.min(left, CHUNK_BYTES));
  yield tail;
}
