import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Container } from '../support/container.ts';
import { type Holdings, unsteady } from './steadiness.ts';

const MEBIBYTE = 1024 * 1024;
const CONTAINER = {} as Container;

function holdings(
  parts: Partial<Holdings> & { heldMebibytes?: number; rssMebibytes?: number } = {},
): Holdings {
  const { heldMebibytes = 20, rssMebibytes = 200, ...rest } = parts;
  const usage = { heldBytes: heldMebibytes * MEBIBYTE, rssBytes: rssMebibytes * MEBIBYTE, sockets: 1 };
  const containers = new Map([[CONTAINER, usage]]);
  return { containers, redisClients: 2, genesysSockets: 5, genesysRequests: 0, ...rest };
}

test('what stays the same, or grows a little, is steady', () => {
  assert.deepEqual(unsteady(holdings(), holdings()), []);
  assert.deepEqual(unsteady(holdings(), holdings({ heldMebibytes: 44, rssMebibytes: 512 })), []);
  assert.deepEqual(unsteady(holdings(), holdings({ genesysSockets: 21 })), []);
});

test('what leaks is told', () => {
  const leaks: [Holdings, RegExp][] = [
    [holdings({ heldMebibytes: 45 }), /memory grew by 25 MiB/],
    [holdings({ rssMebibytes: 513 }), /has 513 MiB of memory/],
    [holdings({ redisClients: 3 }), /Redis has 3 clients, expected at most 2/],
    [holdings({ genesysSockets: 22 }), /Genesys has 22 connections/],
    [holdings({ genesysRequests: 1 }), /1 requests to Genesys have not ended/],
  ];
  for (const [end, message] of leaks) assert.match(unsteady(holdings(), end).join(), message);
});

test('a container that was started meanwhile is compared with the biggest one of the beginning', () => {
  const replaced = (heldMebibytes: number): Holdings => {
    const usage = { heldBytes: heldMebibytes * MEBIBYTE, rssBytes: 0, sockets: 1 };
    return holdings({ containers: new Map([[{ ...CONTAINER }, usage]]) });
  };
  assert.deepEqual(unsteady(holdings(), replaced(44)), []);
  assert.equal(unsteady(holdings(), replaced(45)).length, 1);
});
