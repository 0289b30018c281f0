import type { FaultRow, FaultTable } from './fault-row.ts';
import type { NetworkFault } from './faulty-proxy.ts';
import {
  after,
  BYPASS,
  FETCH,
  FETCH_UNSTORED,
  HIT,
  type Outcomes,
  RENEWAL,
  RENEWAL_UNSTORED,
  SETTINGS,
} from './outcome.ts';
import { type FalseReply, replyingFalsely, toAll, toCommands, toWrites } from './redis-replies.ts';
import type { World } from './world.ts';

const LIMIT_MS = SETTINGS.REDIS_TIMEOUT_MS;
const BYPASSED: Outcomes = [BYPASS, BYPASS, BYPASS];
const BYPASSED_LATE: Outcomes = [after(LIMIT_MS, BYPASS), after(LIMIT_MS, BYPASS), after(LIMIT_MS, BYPASS)];
const READ_ONLY: Outcomes = [FETCH_UNSTORED, HIT, RENEWAL_UNSTORED];
const WELL: Outcomes = [FETCH, HIT, RENEWAL];

/** What is said to a connection that is made with another password than Redis has by now. */
export const WRONG_PASSWORD: FalseReply = (command) =>
  command === 'HELLO' || command === 'AUTH'
    ? '-WRONGPASS invalid username-password pair or user is disabled.\r\n'
    : '-NOAUTH Authentication required.\r\n';

/** Everything that Redis may do, with a container that is connected. */
export const REDIS_TABLE: FaultTable = {
  dependency: 'Redis',
  note: 'Without Redis every question goes to Genesys, within the same limits of time and of calls a minute.',
  rows: [
    row('refused', 'nothing listens', network({ kind: 'refused' }), BYPASSED),
    row('hang', 'takes commands and never replies', network({ kind: 'hang' }), BYPASSED_LATE),
    row(
      'slow',
      'replies after its time-out',
      network({ kind: 'slow', delayMs: 2 * LIMIT_MS }),
      BYPASSED_LATE,
    ),
    row(
      'reset',
      'resets every connection',
      network({ kind: 'reset', isRetriedOnAndOn: true }),
      BYPASSED_LATE,
    ),
    row('garbage', 'speaks another protocol', garbage, BYPASSED_LATE),
    row(
      'wrong shape',
      'replies with something else than was asked for',
      replies(toCommands('*2\r\n$3\r\nfoo\r\n$3\r\nbar\r\n')),
      BYPASSED,
    ),
    row('401', 'rejects the password (`WRONGPASS`, `NOAUTH`)', anew(WRONG_PASSWORD), BYPASSED),
    row(
      '403',
      'the user may not do it (`NOPERM`)',
      replies(toCommands("-NOPERM User default has no permissions to run the 'get' command\r\n")),
      BYPASSED,
    ),
    row(
      '429',
      'takes no more connections (`maxclients`)',
      anew(toAll('-ERR max number of clients reached\r\n')),
      BYPASSED,
    ),
    row('500', 'fails at every command (`ERR`)', replies(toCommands('-ERR internal error\r\n')), BYPASSED),
    row(
      '503',
      'is not ready (`LOADING`, `CLUSTERDOWN`, `MASTERDOWN`)',
      replies(toCommands('-LOADING Redis is loading the dataset in memory\r\n')),
      BYPASSED,
    ),
    row(
      'full',
      'its memory is used up (`OOM`)',
      replies(toWrites("-OOM command not allowed when used memory > 'maxmemory'.\r\n")),
      READ_ONLY,
    ),
    row(
      'failed over',
      'has become a replica, and nothing leads to the new primary (`READONLY`)',
      replies(toWrites("-READONLY You can't write against a read only replica.\r\n")),
      READ_ONLY,
    ),
    row(
      'dropped',
      'has closed the connection while it was idle',
      ({ redis }) => redis.dropConnections(),
      WELL,
    ),
    row(
      'scripts lost',
      '`SCRIPT FLUSH`, or a new primary',
      async ({ observer }) => void (await observer.script('FLUSH')),
      WELL,
    ),
    row('flushed', '`FLUSHDB`', async ({ observer }) => void (await observer.flushdb()), [
      FETCH,
      FETCH,
      FETCH,
    ]),
  ],
};

function row(fault: string, means: string, cause: FaultRow['cause'], expected: Outcomes): FaultRow {
  return { fault, means, cause, expected, isWarm: true };
}

function network(fault: NetworkFault): FaultRow['cause'] {
  return ({ redis }) => redis.spoil(fault);
}

function replies(falseReply: FalseReply): FaultRow['cause'] {
  return network({ kind: 'intercepted', by: replyingFalsely(falseReply) });
}

/** The client connects anew, as after any broken connection. */
function garbage({ redis }: World): void {
  const by = replyingFalsely(toAll('HTTP/1.1 400 Bad Request\r\n\r\n'));
  redis.spoil({ kind: 'intercepted', by, isRetriedOnAndOn: true });
}

/** False replies that meet whoever connects. */
function anew(falseReply: FalseReply): FaultRow['cause'] {
  return (world) => {
    replies(falseReply)(world);
    world.redis.dropConnections();
  };
}
