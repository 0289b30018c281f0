import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { refusalOf } from '../../../../infra/local/page/local-access.ts';

const OWN = 'http://127.0.0.1:3000';
const table: { what: string; isAllowed: boolean; method?: string; headers: Record<string, string> }[] = [
  { what: 'a program that is no browser', isAllowed: true, method: 'POST', headers: {} },
  {
    what: 'the page itself',
    isAllowed: true,
    method: 'POST',
    headers: { origin: OWN, 'sec-fetch-site': 'same-origin' },
  },
  { what: 'an address that was typed', isAllowed: true, headers: { 'sec-fetch-site': 'none' } },
  { what: 'a name of this machine', isAllowed: true, headers: { host: 'localhost:8080' } },
  { what: 'its IPv6 name', isAllowed: true, headers: { host: '[::1]:3000' } },
  {
    what: 'a link from elsewhere',
    isAllowed: true,
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' },
  },
  {
    what: 'a form of another page',
    isAllowed: false,
    method: 'POST',
    headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' },
  },
  {
    what: 'a form that hides where it is from',
    isAllowed: false,
    method: 'POST',
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' },
  },
  { what: 'a sandboxed page', isAllowed: false, method: 'POST', headers: { origin: 'null' } },
  {
    what: 'a page on another port',
    isAllowed: false,
    method: 'POST',
    headers: { origin: 'http://127.0.0.1:4000' },
  },
  {
    what: 'a page on another port that sends no Origin',
    isAllowed: false,
    headers: { 'sec-fetch-site': 'same-site' },
  },
  {
    what: 'an image or a frame of another page',
    isAllowed: false,
    headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' },
  },
  {
    what: 'a name that was pointed at this machine',
    isAllowed: false,
    headers: {
      host: 'evil.example:3000',
      origin: 'http://evil.example:3000',
      'sec-fetch-site': 'same-origin',
    },
  },
  {
    what: 'a name that only begins like ours',
    isAllowed: false,
    headers: { host: '127.0.0.1.evil.example' },
  },
  { what: 'no name', isAllowed: false, headers: { host: '' } },
];

for (const { what, isAllowed, method = 'GET', headers } of table) {
  test(`${what} is ${isAllowed ? 'let in' : 'refused'}`, () => {
    const request = { method, headers: { host: '127.0.0.1:3000', ...headers } } as unknown as IncomingMessage;
    assert.equal(refusalOf(request) === undefined, isAllowed);
  });
}
