import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Container } from '../support/container.ts';
import { leaksBetween, type Resources } from './resources.ts';

const MEBIBYTE = 1024 * 1024;
const CONTAINER = {} as Container;

function resources(
  parts: Partial<Resources> & { heldMebibytes?: number; rssMebibytes?: number } = {},
): Resources {
  const { heldMebibytes = 20, rssMebibytes = 200, ...rest } = parts;
  const usage = { heldBytes: heldMebibytes * MEBIBYTE, rssBytes: rssMebibytes * MEBIBYTE, sockets: 1 };
  const containers = new Map([[CONTAINER, usage]]);
  return { containers, redisClients: 2, genesysSockets: 5, genesysRequests: 0, ...rest };
}

test('unchanged or slightly higher usage is not a leak', () => {
  assert.deepEqual(leaksBetween(resources(), resources()), []);
  assert.deepEqual(leaksBetween(resources(), resources({ heldMebibytes: 44, rssMebibytes: 512 })), []);
  assert.deepEqual(leaksBetween(resources(), resources({ genesysSockets: 21 })), []);
});

test('each leak is reported', () => {
  const leaks: [Resources, RegExp][] = [
    [resources({ heldMebibytes: 45 }), /memory grew by 25 MiB/],
    [resources({ rssMebibytes: 513 }), /has 513 MiB of memory/],
    [resources({ redisClients: 3 }), /Redis has 3 clients, expected at most 2/],
    [resources({ genesysSockets: 22 }), /Genesys has 22 connections/],
    [resources({ genesysRequests: 1 }), /1 requests to Genesys have not ended/],
  ];
  for (const [end, message] of leaks) assert.match(leaksBetween(resources(), end).join(), message);
});

test('a container started during the soak is compared with the largest one at the start', () => {
  const replaced = (heldMebibytes: number): Resources => {
    const usage = { heldBytes: heldMebibytes * MEBIBYTE, rssBytes: 0, sockets: 1 };
    return resources({ containers: new Map([[{ ...CONTAINER }, usage]]) });
  };
  assert.deepEqual(leaksBetween(resources(), replaced(44)), []);
  assert.equal(leaksBetween(resources(), replaced(45)).length, 1);
});
