import type { FaultRow, FaultTable } from './fault-row.ts';
import type { NetworkFault } from './faulty-proxy.ts';
import {
  after,
  BYPASS,
  FETCH,
  failure,
  HIT,
  localCopy,
  type Outcomes,
  REFRESH,
  SETTINGS,
  staleHit,
} from './outcome.ts';
import { type FakeReply, sendingFakeReplies, toAll, toCommands, toWrites } from './redis-replies.ts';
import type { TestSystem } from './test-system.ts';

const TIMEOUT_MS = SETTINGS.REDIS_TIMEOUT_MS;
const BYPASSED: Outcomes = [BYPASS, BYPASS, BYPASS];
const BYPASSED_AFTER_TIMEOUT: Outcomes = [
  after(TIMEOUT_MS, BYPASS),
  after(TIMEOUT_MS, BYPASS),
  after(TIMEOUT_MS, BYPASS),
];
/** Without a lease, the container goes by its own copies. */
const READ_ONLY: Outcomes = [BYPASS, HIT, BYPASS];
const COPIED: Outcomes = [BYPASS, localCopy(HIT), BYPASS];
const COPIED_AFTER_TIMEOUT: Outcomes = [
  after(TIMEOUT_MS, BYPASS),
  after(TIMEOUT_MS, localCopy(HIT)),
  after(TIMEOUT_MS, BYPASS),
];
const UNAVAILABLE = 'genesys_unavailable';
const UNAFFECTED: Outcomes = [FETCH, HIT, REFRESH];

/** Replies to a connection whose password is no longer the server's. */
export const WRONG_PASSWORD: FakeReply = (command) =>
  command === 'HELLO' || command === 'AUTH'
    ? '-WRONGPASS invalid username-password pair or user is disabled.\r\n'
    : '-NOAUTH Authentication required.\r\n';

/** Faults of Redis, with a container that is connected. */
export const REDIS_TABLE: FaultTable = {
  dependency: 'Redis',
  note: 'Without Redis, a container serves its own copies of the entries that it has stored or read. For all other requests it calls Genesys, within the same timeouts and rate limit, and keeps a copy of the response. Only in the rows named "copied" does the container have a copy.',
  rows: [
    row('refused', 'nothing listens', network({ kind: 'refused' }), BYPASSED),
    row('hang', 'accepts commands and never replies', network({ kind: 'hang' }), BYPASSED_AFTER_TIMEOUT),
    row(
      'slow',
      'replies after the timeout',
      network({ kind: 'slow', delayMs: 2 * TIMEOUT_MS }),
      BYPASSED_AFTER_TIMEOUT,
    ),
    row(
      'reset',
      'resets every connection',
      network({ kind: 'reset', retriesUntilTimeout: true }),
      BYPASSED_AFTER_TIMEOUT,
    ),
    row('garbage', 'speaks another protocol', garbage, BYPASSED_AFTER_TIMEOUT),
    row(
      'wrong shape',
      'replies with the wrong type',
      replies(toCommands('*2\r\n$3\r\nfoo\r\n$3\r\nbar\r\n')),
      BYPASSED,
    ),
    row('401', 'rejects the password (`WRONGPASS`, `NOAUTH`)', onReconnect(WRONG_PASSWORD), BYPASSED),
    row(
      '403',
      'the user lacks the permission (`NOPERM`)',
      replies(toCommands("-NOPERM User default has no permissions to run the 'get' command\r\n")),
      BYPASSED,
    ),
    row(
      '429',
      'accepts no more connections (`maxclients`)',
      onReconnect(toAll('-ERR max number of clients reached\r\n')),
      BYPASSED,
    ),
    row('500', 'every command fails (`ERR`)', replies(toCommands('-ERR internal error\r\n')), BYPASSED),
    row(
      '503',
      'is not ready (`LOADING`, `CLUSTERDOWN`, `MASTERDOWN`)',
      replies(toCommands('-LOADING Redis is loading the dataset in memory\r\n')),
      BYPASSED,
    ),
    row(
      'full',
      'is out of memory (`OOM`)',
      replies(toWrites("-OOM command not allowed when used memory > 'maxmemory'.\r\n")),
      READ_ONLY,
    ),
    row(
      'failed over',
      'is now a replica, and its address does not lead to the new primary (`READONLY`)',
      replies(toWrites("-READONLY You can't write against a read only replica.\r\n")),
      READ_ONLY,
    ),
    row('dropped', 'closed the idle connection', ({ redis }) => redis.dropConnections(), UNAFFECTED),
    row(
      'scripts lost',
      '`SCRIPT FLUSH`, or a new primary',
      async ({ observer }) => void (await observer.script('FLUSH')),
      UNAFFECTED,
    ),
    row('flushed', '`FLUSHDB`', async ({ observer }) => void (await observer.flushdb()), [
      FETCH,
      FETCH,
      FETCH,
    ]),
    copied('refused, copied', 'nothing listens', network({ kind: 'refused' }), COPIED),
    copied(
      'hang, copied',
      'accepts commands and never replies',
      network({ kind: 'hang' }),
      COPIED_AFTER_TIMEOUT,
    ),
    copied(
      '500, copied',
      'every command fails (`ERR`)',
      replies(toCommands('-ERR internal error\r\n')),
      COPIED,
    ),
    copied('refused, copied, Genesys down', 'nothing listens there either', withoutGenesys, [
      failure(502, UNAVAILABLE),
      localCopy(HIT),
      localCopy(staleHit(UNAVAILABLE)),
    ]),
  ],
};

function row(fault: string, means: string, inject: FaultRow['inject'], expected: Outcomes): FaultRow {
  return { fault, means, inject, expected, isWarm: true };
}

/** For a container that has a copy of the entry. */
function copied(...cells: Parameters<typeof row>): FaultRow {
  return { ...row(...cells), hasCopy: true };
}

function network(fault: NetworkFault): FaultRow['inject'] {
  return ({ redis }) => redis.inject(fault);
}

function replies(fakeReply: FakeReply): FaultRow['inject'] {
  return network({ kind: 'intercepted', by: sendingFakeReplies(fakeReply) });
}

function withoutGenesys({ redis, api }: TestSystem): void {
  redis.inject({ kind: 'refused' });
  api.inject({ kind: 'refused' });
}

/** The client reconnects, as after any broken connection. */
function garbage({ redis }: TestSystem): void {
  const by = sendingFakeReplies(toAll('HTTP/1.1 400 Bad Request\r\n\r\n'));
  redis.inject({ kind: 'intercepted', by, retriesUntilTimeout: true });
}

/** Closes the connection, so that the client gets the fake replies while it reconnects. */
function onReconnect(fakeReply: FakeReply): FaultRow['inject'] {
  return (system) => {
    replies(fakeReply)(system);
    system.redis.dropConnections();
  };
}
