import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultTarget } from './faults.ts';
import { type GenesysAnswer, loginRefusal, refusalOfStatus } from './response.ts';

const CHUNK_BYTES = 65_536;
const ERROR_PAGE =
  '<!doctype html><html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n';

/** One request that is being answered. */
export interface Exchange {
  readonly target: FaultTarget;
  readonly response: ServerResponse;
  readonly correlationId: string;
  /** Aborts when the connection is gone or the answer is complete. */
  readonly gone: AbortSignal;
  /** The answer that a healthy service gives. */
  realAnswer(): Promise<GenesysAnswer>;
}

/** Writes an answer as it should be: JSON with its content type and length. */
export function sendAnswer(response: ServerResponse, answer: GenesysAnswer): void {
  const body = JSON.stringify(answer.body);
  writeJsonHead(response, answer, Buffer.byteLength(body));
  response.end(body);
}

/**
 * Acts one fault out on the connection and resolves when there is no more to write. A `hang` writes nothing,
 * and a `slow` answer is delayed by the caller.
 */
export async function sendFaultyAnswer(fault: Fault, exchange: Exchange): Promise<void> {
  const { response, gone } = exchange;
  switch (fault.kind) {
    case 'hang':
      return;
    case 'slow':
      return sendAnswer(response, await exchange.realAnswer());
    case 'status':
      return sendStatus(fault, exchange);
    case 'trickle':
      return sendInPieces(exchange, piecesOf(await realBytes(exchange), fault, gone));
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
      return sendAnswer(response, { status: 200, body: fault.body ?? [] });
    case 'wrong-content-type': {
      const answer = await exchange.realAnswer();
      return sendAnswer(response, {
        ...answer,
        headers: { ...answer.headers, 'content-type': 'text/plain' },
      });
    }
    case 'redirect':
      response.writeHead(302, { location: fault.location, 'content-length': 0 }).end();
  }
}

function writeJsonHead(response: ServerResponse, { status, headers }: GenesysAnswer, bytes: number): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes, ...headers });
}

/** Writes the real answer's head for its whole length and gives back the body, for the fault to spoil. */
async function realBytes({ response, realAnswer }: Exchange): Promise<Buffer> {
  const answer = await realAnswer();
  const bytes = Buffer.from(JSON.stringify(answer.body));
  writeJsonHead(response, answer, bytes.length);
  return bytes;
}

async function sendFirstHalf({ response, realAnswer }: Exchange): Promise<void> {
  const answer = await realAnswer();
  const bytes = Buffer.from(JSON.stringify(answer.body));
  const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
  writeJsonHead(response, answer, half.length);
  response.end(half);
}

function sendStatus(fault: Extract<Fault, { kind: 'status' }>, exchange: Exchange): void {
  const { response, target, correlationId } = exchange;
  const headers = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
  if (fault.bodiless) {
    response.writeHead(fault.status, { 'content-length': 0, ...headers }).end();
    return;
  }
  const answer =
    target === 'login' && fault.status < 429
      ? loginRefusal(fault.status, fault.status === 401 ? 'invalid_client' : 'invalid_request', 'refused')
      : refusalOfStatus(fault.status, correlationId);
  sendAnswer(response, { ...answer, headers });
}

async function resetMidBody({ response, gone }: Exchange, bytes: Buffer): Promise<void> {
  const { socket } = response;
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)));
  // A reset throws away what the kernel has not sent yet: the half must be out before it.
  if (response.writableNeedDrain) await once(response, 'drain', { signal: gone });
  setImmediate(() => socket?.resetAndDestroy());
}

/** Writes no faster than the reader reads, and stops when the reader goes away. */
async function sendInPieces({ response, gone }: Exchange, pieces: AsyncIterable<Buffer>): Promise<void> {
  for await (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.write(piece)) await once(response, 'drain', { signal: gone });
  }
  response.end();
}

async function* piecesOf(
  bytes: Buffer,
  { bytesPerChunk, intervalMs }: { bytesPerChunk: number; intervalMs: number },
  gone: AbortSignal,
): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += bytesPerChunk) {
    if (start > 0) await sleep(intervalMs, undefined, { signal: gone });
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
