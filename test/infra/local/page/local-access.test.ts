import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { refusalOf } from '../../../../infra/local/page/local-access.ts';

const OWN_ORIGIN = 'http://127.0.0.1:3000';
const callers: { label: string; isAllowed: boolean; method?: string; headers: Record<string, string> }[] = [
  { label: 'a client other than a browser', isAllowed: true, method: 'POST', headers: {} },
  {
    label: 'the page itself',
    isAllowed: true,
    method: 'POST',
    headers: { origin: OWN_ORIGIN, 'sec-fetch-site': 'same-origin' },
  },
  { label: 'a typed address', isAllowed: true, headers: { 'sec-fetch-site': 'none' } },
  { label: 'localhost', isAllowed: true, headers: { host: 'localhost:8080' } },
  { label: 'the IPv6 address', isAllowed: true, headers: { host: '[::1]:3000' } },
  {
    label: 'a link on another site',
    isAllowed: true,
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' },
  },
  {
    label: 'a form on another site',
    isAllowed: false,
    method: 'POST',
    headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' },
  },
  {
    label: 'a form without an Origin header',
    isAllowed: false,
    method: 'POST',
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' },
  },
  { label: 'a sandboxed page', isAllowed: false, method: 'POST', headers: { origin: 'null' } },
  {
    label: 'a page on another port',
    isAllowed: false,
    method: 'POST',
    headers: { origin: 'http://127.0.0.1:4000' },
  },
  {
    label: 'a page on another port, without an Origin header',
    isAllowed: false,
    headers: { 'sec-fetch-site': 'same-site' },
  },
  {
    label: 'a frame on another site',
    isAllowed: false,
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' },
  },
  {
    label: 'a foreign name that resolves to this machine',
    isAllowed: false,
    headers: {
      host: 'evil.example:3000',
      origin: 'http://evil.example:3000',
      'sec-fetch-site': 'same-origin',
    },
  },
  {
    label: 'a name that begins with 127.0.0.1',
    isAllowed: false,
    headers: { host: '127.0.0.1.evil.example' },
  },
  { label: 'an empty Host header', isAllowed: false, headers: { host: '' } },
];

for (const { label, isAllowed, method = 'GET', headers } of callers) {
  test(`${label} is ${isAllowed ? 'allowed' : 'refused'}`, () => {
    const request = { method, headers: { host: '127.0.0.1:3000', ...headers } } as unknown as IncomingMessage;
    assert.equal(refusalOf(request) === undefined, isAllowed);
  });
}
