import type { FaultTable } from './fault-row.ts';
import { type Outcome, SETTINGS } from './outcome.ts';

const requestTimeout = seconds(SETTINGS.REQUEST_TIMEOUT_MS);
const genesysTimeout = seconds(SETTINGS.GENESYS_TIMEOUT_MS);
const redisTimeout = seconds(SETTINGS.REDIS_TIMEOUT_MS);

/** Renders the tables as Markdown: what the flow receives in every cell. */
export function faultsPage(tables: readonly FaultTable[]): string {
  const cells = tables.reduce((sum, { rows }) => sum + 3 * rows.length, 0);
  return [introduction(cells), ...tables.map(section)].join('\n');
}

function introduction(cells: number): string {
  return `<!-- Generated from the tables in test/support/faults by \`npm run docs\`. Edit those. -->

# What a flow receives when a dependency fails

The function depends on Redis, the Genesys API, the Genesys login and Secrets Manager. Each row is one fault of one of
them, while the others work. A row that is named after an HTTP status, such as 401 or 503, shows the nearest equivalent
for Redis and Secrets Manager. The columns say what Redis holds for the request:

- **nothing stored**: no entry, or an entry that has expired;
- **fresh entry**: an entry younger than its TTL (\`CACHE_TTL_SECONDS\`);
- **stale entry**: an entry older than its TTL by no more than \`CACHE_STALE_IF_ERROR_SECONDS\`.

Each of the ${cells} cells is a test: it injects the fault and compares status, code, source, \`Cache-Status\` and waiting
time. It also checks that the response arrives within \`REQUEST_TIMEOUT_MS\`, that calls which time out are aborted, and
that Redis holds either the correct entry or nothing.

| cell | meaning | status | \`source\` | \`stale\` |
|---|---|---|---|---|
| **hit** | the entry is served from Redis | 200 | \`cache\` | \`false\` |
| **fetched** | Genesys is called, and the entry is stored | 200 | \`api\` | \`false\` |
| **fetched, not stored** | Genesys is called, but Redis rejects the entry; the next request calls Genesys again | 200 | \`api\` | \`false\` |
| **bypass** | Redis is unavailable: Genesys is called, and nothing is stored | 200 | \`api\` | \`false\` |
| **stale** (\`code\`) | the call failed, so the stale entry is served; \`Cache-Status\` has the code as \`detail\` | 200 | \`cache\` | \`true\` |
| **error** \`code\` (status) | the flow takes its failure path, or reads the code if it sends \`?errors=body\` | as in the cell | | |

\`after …\` is the time spent waiting for timeouts, with \`REQUEST_TIMEOUT_MS\` at ${requestTimeout}, \`GENESYS_TIMEOUT_MS\` at
${genesysTimeout} and \`REDIS_TIMEOUT_MS\` at ${redisTimeout} (default: 0.25 s). A Redis fault delays a request by at most
\`REDIS_TIMEOUT_MS\`, and delays each container only once: later requests skip Redis until it recovers. The delays
between attempts to call Genesys add up to 0.3 s per request at most.
`;
}

function section({ dependency, note, rows }: FaultTable): string {
  const lines = rows.map(({ fault, means, expected }) =>
    tableRow([`**${fault}**: ${means}`, ...expected.map(describeOutcome)]),
  );
  const head = tableRow([dependency, 'no entry', 'fresh entry', 'stale entry']);
  return `## ${dependency}\n\n${note}\n\n${head}\n|---|---|---|---|\n${lines.join('\n')}\n`;
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function describeOutcome(outcome: Outcome): string {
  const { afterMs, retryAfterSeconds } = outcome;
  return [
    describeResult(outcome),
    ...(retryAfterSeconds === undefined ? [] : [`\`Retry-After: ${retryAfterSeconds}\``]),
    ...(afterMs === 0 ? [] : [`after ${seconds(afterMs)}`]),
  ].join(', ');
}

function describeResult({ status, code, source, stale, cacheStatus = '' }: Outcome): string {
  if (code !== undefined) return `error \`${code}\` (${status})`;
  if (stale) return `stale (\`${cacheStatus.split('detail=')[1]}\`)`;
  if (source === 'cache') return 'hit';
  if (cacheStatus === 'fwd=bypass') return 'bypass';
  return cacheStatus.endsWith('stored') ? 'fetched' : 'fetched, not stored';
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
