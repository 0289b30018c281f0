import type { FaultTable } from './fault-row.ts';
import { LOCAL_COPY, type Outcome, SETTINGS } from './outcome.ts';

const budget = seconds(SETTINGS.REQUEST_TIMEOUT_MS);
const genesysLimit = seconds(SETTINGS.GENESYS_TIMEOUT_MS);
const refreshLimit = seconds(SETTINGS.REFRESH_TIMEOUT_MS);
const redisLimit = seconds(SETTINGS.REDIS_TIMEOUT_MS);

/** The page for people: what the flow gets in every cell of the tables, as Markdown. */
export function faultsPage(tables: readonly FaultTable[]): string {
  const cells = tables.reduce((sum, { rows }) => sum + 3 * rows.length, 0);
  return [introduction(cells), ...tables.map(section)].join('\n');
}

function introduction(cells: number): string {
  return `<!-- Generated from the tables in test/support/faults by \`npm run docs\`. Edit those. -->

# What a flow gets when something breaks

At the end of this page, you know the response of a data action for each way in which Redis, the Genesys API, the Genesys login
or Secrets Manager can fail.

Each row breaks one of them while the others work. A status such as 401 or 503 in the name of a row is an HTTP status. Redis
and Secrets Manager have no such status, so the row names what comes closest to it. The columns say what Redis holds for
the request:

- **no entry**: no container has stored one, or it has expired.
- **fresh entry**: an entry younger than its TTL (\`CACHE_TTL_SECONDS\`).
- **stale entry**: an entry past its TTL, by up to \`CACHE_STALE_IF_ERROR_SECONDS\`.

Each of the ${cells} cells is a test. It causes the failure and compares status, code, source, \`Cache-Status\` and waiting
time. It also checks that the response came within \`REQUEST_TIMEOUT_MS\`, that calls over their timeout are aborted, and
that nothing wrong was stored.

| in a cell | status | \`source\` | \`stale\` |
|---|---|---|---|
| **new response**: Genesys was called just now | 200 | \`api\` | \`false\` |
| **new response, not stored**: the same, but it is not stored in Redis, so other containers do not get it | 200 | \`api\` | \`false\` |
| **fresh response**: from the fresh entry | 200 | \`cache\` | \`false\` |
| **stale response** (why): from the stale entry, because Genesys failed; \`detail\` in \`Cache-Status\` names the reason | 200 | \`cache\` | \`true\` |
| **… from the copy**: the same from this container's own copy; the cache's name in \`Cache-Status\` is then \`GenesysDataActionCacheLocalCopy\` | 200 | \`cache\` | as above |
| **error** \`code\` (status): the flow takes its failure path, or reads the code if it uses \`?errors=body\` | as in the cell | | |

\`after …\` is the time that the request spends waiting. In these tests \`REQUEST_TIMEOUT_MS\` is ${budget},
\`GENESYS_TIMEOUT_MS\` is ${genesysLimit} and \`REDIS_TIMEOUT_MS\` is ${redisLimit} (0.25 s by default). With a stale entry,
a request waits for Genesys, the login and Secrets Manager together for \`REFRESH_TIMEOUT_MS\` (${refreshLimit}), or for twice as long
as the entry took to fetch if that is longer. A failure of Redis delays
a request by up to \`REDIS_TIMEOUT_MS\`. After that the circuit breaker skips Redis until it works again, and only single probes
wait for it. The pauses between the calls to Genesys for one request add up to 0.3 s or less.
`;
}

function section({ dependency, note, rows }: FaultTable): string {
  const lines = rows.map(({ fault, means, expected }) =>
    tableRow([`**${fault}**: ${means}`, ...expected.map(inWords)]),
  );
  const head = tableRow([dependency, 'no entry', 'fresh entry', 'stale entry']);
  return `## ${dependency}\n\n${note}\n\n${head}\n|---|---|---|---|\n${lines.join('\n')}\n`;
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function inWords(outcome: Outcome): string {
  const { afterMs, retryAfterSeconds } = outcome;
  return [
    essence(outcome),
    ...(retryAfterSeconds === undefined ? [] : [`\`Retry-After: ${retryAfterSeconds}\``]),
    ...(afterMs === 0 ? [] : [`after ${seconds(afterMs)}`]),
  ].join(', ');
}

function essence({ status, code, source, stale, cacheStatus = '' }: Outcome): string {
  if (code !== undefined) return `error \`${code}\` (${status})`;
  const copied = cacheStatus.startsWith(LOCAL_COPY) ? ' from the copy' : '';
  if (stale) return `stale response${copied} (\`${cacheStatus.split('detail=')[1]}\`)`;
  if (source === 'cache') return `fresh response${copied}`;
  return cacheStatus.endsWith('stored') ? 'new response' : 'new response, not stored';
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
