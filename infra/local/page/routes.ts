import { readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { readText } from '../read-text.ts';
import { turnSwitches } from './fault-request.ts';
import { refusalOf } from './local-access.ts';
import { type PageFacts, pageState } from './page-state.ts';
import type { RequestFeed } from './request-feed.ts';

/** What the page shows. */
export interface PageParts extends PageFacts {
  readonly feed: RequestFeed;
}

interface Route {
  readonly method: 'GET' | 'POST';
  answer(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
}

/** No script or style but the page's own files, and nothing from or to anywhere else. */
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

const BODY_LIMIT_BYTES = 1024;

/** Whether a request is for the page: `/` and all beneath `/local/`, neither of which API Gateway has. */
export function isForPage({ url = '' }: IncomingMessage): boolean {
  const path = pathOf(url);
  return path === '/' || path.startsWith('/local/');
}

/** Serves the page and what it asks for: its state, the requests as they come, and the buttons that break things. */
export function createPage({ feed, ...facts }: PageParts): RequestListener {
  const routes = new Map<string, Route>([
    ['/', file('index.html', 'text/html; charset=utf-8')],
    ['/local/page.js', file('page.js', 'text/javascript; charset=utf-8')],
    ['/local/page.css', file('page.css', 'text/css; charset=utf-8')],
    ['/local/requests.css', file('requests.css', 'text/css; charset=utf-8')],
    ['/local/icon.svg', file('icon.svg', 'image/svg+xml')],
    ['/local/state', { method: 'GET', answer: (_, response) => sendJson(response, 200, pageState(facts)) }],
    ['/local/requests', { method: 'GET', answer: (_, response) => follow(feed, response) }],
    ['/local/faults', { method: 'POST', answer: (...exchange) => turnFaults(facts, ...exchange) }],
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
  const route = routes.get(pathOf(request.url ?? ''));
  if (route === undefined) return refuse(response, 404, 'no such path');
  if (request.method === route.method) return route.answer(request, response);
  response.setHeader('allow', route.method);
  refuse(response, 405, `expected ${route.method}`);
}

/** A file of this folder; read anew each time, so that a change shows on reload. */
function file(name: string, contentType: string): Route {
  return {
    method: 'GET',
    answer: (_, response) => {
      response.setHeader('content-type', contentType);
      response.end(readFileSync(new URL(name, import.meta.url)));
    },
  };
}

function follow(feed: RequestFeed, response: ServerResponse): void {
  if (!feed.follow(response)) refuse(response, 503, 'too many pages are open');
}

async function turnFaults(
  facts: PageFacts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Another page's form cannot send this type, and its script would have to ask first (CORS).
  if (request.headers['content-type'] !== 'application/json')
    return refuse(response, 415, 'expected the content type application/json');
  const text = await readText(request, BODY_LIMIT_BYTES);
  if (text === undefined) return refuse(response, 413, `expected at most ${BODY_LIMIT_BYTES} bytes`);
  const outcome = turnSwitches(facts.switches, text);
  if (!outcome.turned) return refuse(response, outcome.status, outcome.message);
  sendJson(response, 200, pageState(facts));
}

function refuse(response: ServerResponse, status: number, message: string): void {
  sendJson(response, status, { message });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}
