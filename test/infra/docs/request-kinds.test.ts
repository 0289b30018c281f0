import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { requestKinds } from '../../../infra/docs/request-kinds.ts';
import { defineDataAction } from '../../../lambda/actions/define.ts';
import { choice, id } from '../../../lambda/actions/parameters.ts';

type Calls = readonly ('getUser' | 'getRoutingQueue')[];
type Given = { readonly [Name in 'a' | 'b' | 'c']?: string | undefined };

/** Kinds of requests with an id, another id and an optional choice, which has an example. */
function kindsOf(
  callsOf: (given: Given) => Calls,
  {
    isValid = () => true,
    hasTag = () => false,
  }: Partial<Record<'isValid' | 'hasTag', (given: Given) => boolean>> = {},
) {
  const description = 'A value.';
  return requestKinds(
    defineDataAction({
      name: 'subject',
      group: 'people',
      version: 1,
      summary: 'Returns.',
      permission: undefined,
      invalidatedBy: [{ entityType: 'User', ids: (given) => (hasTag(given) ? ['x'] : undefined) }],
      parameters: { a: v.optional(id), b: v.optional(id), c: v.optional(choice(['x', 'y'])) },
      inputs: {
        a: { type: 'string', description },
        b: { type: 'string', description },
        c: { type: 'string', description, example: 'y' },
      },
      check: (given) => (isValid(given) ? undefined : { parameter: 'a', expected: 'another' }),
      outputs: {},
      operations: (given) => callsOf(given).map((name) => ({ name, family: 'users' })),
      send: async () => undefined,
      body: v.unknown(),
    }),
  ).map(({ when, calls, tags }) => `${when}: ${calls.join()}; ${tags.join()}`);
}

test('requests that make the same calls and have the same tags are one kind', () => {
  assert.deepEqual(
    kindsOf(() => ['getUser', 'getUser']),
    ['any: getUser,getUser; any `User`'],
  );
});

test('a parameter that makes a difference is named, whether it is present or absent', () => {
  assert.deepEqual(
    kindsOf(({ c }) => (c === undefined ? ['getUser'] : ['getRoutingQueue'])),
    ['with `c`: getRoutingQueue; any `User`', 'without `c`: getUser; any `User`'],
  );
  assert.deepEqual(
    kindsOf(() => ['getUser'], { hasTag: ({ a }) => a !== undefined }),
    ['with `a`: getUser; requested `User`', 'without `a`: getUser; any `User`'],
  );
});

test('of parameters that exclude each other, the one that is present is named', () => {
  const isValid = ({ a, b }: Given) => (a === undefined) !== (b === undefined);
  assert.deepEqual(
    kindsOf(({ a }) => (a === undefined ? ['getUser'] : ['getRoutingQueue']), { isValid }),
    ['with `a`: getRoutingQueue; any `User`', 'with `b`: getUser; any `User`'],
  );
});

test('absent parameters are named too if the present ones do not decide', () => {
  const callsOf = ({ a, b }: Given): Calls => [
    ...(a === undefined ? [] : (['getUser'] as const)),
    ...(b === undefined ? [] : (['getRoutingQueue'] as const)),
  ];
  assert.deepEqual(
    kindsOf(callsOf).map((kind) => kind.replace(/;.*/, '')),
    [
      'with `a` and `b`: getUser,getRoutingQueue',
      'with `a`, without `b`: getUser',
      'with `b`, without `a`: getRoutingQueue',
      'without `a` and `b`: ',
    ],
  );
});

test('thirty optional parameters do not take a billion trials', () => {
  const names = Array.from({ length: 30 }, (_, index) => `p${index}`);
  const kinds = requestKinds(
    defineDataAction({
      name: 'subject',
      group: 'people',
      version: 1,
      summary: 'Returns.',
      permission: undefined,
      invalidatedBy: [],
      parameters: Object.fromEntries(names.map((name) => [name, v.optional(id)])),
      inputs: Object.fromEntries(
        names.map((name) => [name, { type: 'string', description: 'A value.' }] as const),
      ),
      outputs: {},
      operations: ({ p3 }) => [{ name: p3 === undefined ? 'getUser' : 'getRoutingQueue', family: 'users' }],
      send: async () => undefined,
      body: v.unknown(),
    }),
  );
  assert.deepEqual(
    kinds.map(({ when, calls }) => [when, ...calls]),
    [
      ['with `p3`', 'getRoutingQueue'],
      ['without `p3`', 'getUser'],
    ],
  );
});
