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

At the end of this page, you know what a data action returns when Redis, the Genesys API, the Genesys login or Secrets Manager
fails. It is for flow authors and operators.

Each row breaks one of them while the others work. Redis and Secrets Manager have no HTTP statuses, so their rows named 401,
503 and so on are the failures that come closest. The columns say what Redis holds for the request:

- **no entry**: no container has stored one, or it has expired.
- **fresh entry**: an entry younger than its TTL (\`CACHE_TTL_SECONDS\`).
- **stale entry**: an entry past its TTL, by up to \`CACHE_STALE_IF_ERROR_SECONDS\`.

Each cell names one of these responses:

| response | status | \`source\` | \`stale\` |
|---|---|---|---|
| **new response**: the request called Genesys | 200 | \`api\` | \`false\` |
| **new response, not stored**: the same, but Redis did not store it for other containers | 200 | \`api\` | \`false\` |
| **fresh response**: the fresh entry | 200 | \`cache\` | \`false\` |
| **stale response** (reason): the stale entry, because Genesys failed | 200 | \`cache\` | \`true\` |
| **… from the copy**: the same, from this container's [own copy](concepts.md#local-copies) | 200 | \`cache\` | as above |
| **error** \`code\` (status): the flow takes its failure path; with \`?errors=body\` it can read the code | as in the cell | | |

\`after …\` is the time that the request spends waiting. In these tests \`REQUEST_TIMEOUT_MS\` is ${budget},
\`GENESYS_TIMEOUT_MS\` is ${genesysLimit} and \`REDIS_TIMEOUT_MS\` is ${redisLimit} (0.25 s by default).

- **Genesys, its login or Secrets Manager fails.** A request with a stale entry waits for all of them together: for
  \`REFRESH_TIMEOUT_MS\` (${refreshLimit}), or for twice as long as the entry took to fetch, if that is longer. A request without one
  may make several calls; the pauses between them add up to at most 0.3 s.
- **Redis fails.** A request waits for up to \`REDIS_TIMEOUT_MS\`. Then the [circuit breaker](concepts.md#circuit-breaker) skips
  Redis until it works again; only single probes wait for it.

Each of the ${cells} cells is a test. It causes the failure and compares status, code, source, \`Cache-Status\` and waiting
time. It also checks that the response came within \`REQUEST_TIMEOUT_MS\`, that calls over their timeout are aborted, and
that nothing wrong was stored.
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
