import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { readText } from '../read-text.ts';
import { setFaults } from './fault-request.ts';
import { refusalOf } from './local-access.ts';
import { type PageFacts, pageState } from './page-state.ts';
import type { RequestFeed } from './request-feed.ts';

/** What the page shows. */
export interface PageParts extends PageFacts {
  readonly feed: RequestFeed;
}

interface Route {
  readonly method: 'GET' | 'POST';
  respond(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
}

/** The page loads only its own files and talks only to its own server. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

const STATIC_FOLDER = new URL('static/', import.meta.url);
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const MAX_BODY_BYTES = 1024;

/** Sends `/` and everything below `/local/`, which API Gateway does not have, to the page; the rest to the gateway. */
export function routeBetween(page: RequestListener, gateway: RequestListener): RequestListener {
  return (request, response) => {
    const path = pathOf(request);
    const isForPage = path === '/' || path.startsWith('/local/');
    return (isForPage ? page : gateway)(request, response);
  };
}

/** Serves the page's files, its state, the request feed, and the buttons that break Genesys and Redis. */
export function createPage({ feed, ...facts }: PageParts): RequestListener {
  const routes = new Map<string, Route>([
    ['/', file('index.html')],
    ...readdirSync(STATIC_FOLDER).map((name) => [`/local/${name}`, file(name)] as const),
    ['/local/state', { method: 'GET', respond: (_, response) => sendJson(response, 200, pageState(facts)) }],
    ['/local/requests', { method: 'GET', respond: (_, response) => subscribe(feed, response) }],
    ['/local/faults', { method: 'POST', respond: (...exchange) => respondToFaults(facts, ...exchange) }],
  ]);
  return (request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    dispatch(routes, request, response).catch((error) => response.destroy(error));
  };
}

async function dispatch(
  routes: ReadonlyMap<string, Route>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal = refusalOf(request);
  if (refusal !== undefined) return refuse(response, 403, refusal);
  const route = routes.get(pathOf(request));
  if (route === undefined) return refuse(response, 404, 'path not found');
  if (request.method === route.method) return route.respond(request, response);
  response.setHeader('allow', route.method);
  refuse(response, 405, `expected ${route.method}`);
}

/** A static file. It is read for every request, so that an edit shows on reload. */
function file(name: string): Route {
  const contentType = CONTENT_TYPES[extname(name)] ?? 'application/octet-stream';
  return {
    method: 'GET',
    respond: (_, response) => {
      response.setHeader('content-type', contentType);
      response.end(readFileSync(new URL(name, STATIC_FOLDER)));
    },
  };
}

function subscribe(feed: RequestFeed, response: ServerResponse): void {
  if (!feed.subscribe(response)) refuse(response, 503, 'too many pages are open');
}

async function respondToFaults(
  facts: PageFacts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A form on another site cannot send this type, and a script there needs a CORS preflight, which gets no approval.
  if (request.headers['content-type'] !== 'application/json')
    return refuse(response, 415, 'expected the content type application/json');
  const text = await readText(request, MAX_BODY_BYTES);
  if (text === undefined) return refuse(response, 413, `expected a body of at most ${MAX_BODY_BYTES} bytes`);
  const result = setFaults(facts.switches, text);
  if (!result.isSet) return refuse(response, result.status, result.message);
  sendJson(response, 200, pageState(facts));
}

function refuse(response: ServerResponse, status: number, message: string): void {
  sendJson(response, status, { message });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}
