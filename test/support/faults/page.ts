import type { FaultTable } from './fault-row.ts';
import { type Outcome, SETTINGS } from './outcome.ts';

const budget = seconds(SETTINGS.REQUEST_TIMEOUT_MS);
const genesysLimit = seconds(SETTINGS.GENESYS_TIMEOUT_MS);
const redisLimit = seconds(SETTINGS.REDIS_TIMEOUT_MS);

/** The page for people: what the flow gets in every cell of the tables, as Markdown. */
export function faultsPage(tables: readonly FaultTable[]): string {
  const cells = tables.reduce((sum, { rows }) => sum + 3 * rows.length, 0);
  return [introduction(cells), ...tables.map(section)].join('\n');
}

function introduction(cells: number): string {
  return `<!-- Generated from the tables in test/support/faults by \`npm run docs\`. Edit those. -->

# What a flow gets when something breaks

The function depends on Redis, the Genesys API, the Genesys login and Secrets Manager. Each row below is one way in
which one of them fails while the others are well. A status such as 401 or 503 in the name of a row is HTTP's; for Redis
and Secrets Manager the row says what comes closest to it there. The columns are what Redis holds for the question:

- **nothing stored**: nobody has asked it yet, or too long ago;
- **fresh entry**: an answer younger than its TTL (\`CACHE_TTL_SECONDS\`);
- **stale entry**: an answer older than that, by no more than \`CACHE_STALE_IF_ERROR_SECONDS\`.

Each of the ${cells} cells is a test: it breaks the thing and compares status, code, source, \`Cache-Status\` and waiting
time. Each checks also that the answer came within \`REQUEST_TIMEOUT_MS\`, that calls which were given up are aborted,
and that nothing wrong was stored.

| in a cell | status | \`source\` | \`stale\` |
|---|---|---|---|
| **new answer**: asked of Genesys just now | 200 | \`api\` | \`false\` |
| **new answer, not stored**: the same, but the next question has to ask Genesys again | 200 | \`api\` | \`false\` |
| **stored answer**: from Redis | 200 | \`cache\` | \`false\` |
| **stale answer** (why): from Redis, as nothing newer can be had; \`Cache-Status\` says why as \`detail\` | 200 | \`cache\` | \`true\` |
| **error** \`code\` (status): the flow takes its failure path, or reads the code where it asks with \`?errors=body\` | as in the cell | | |

\`after …\` is what waiting for time-outs takes, with \`REQUEST_TIMEOUT_MS\` at ${budget}, \`GENESYS_TIMEOUT_MS\` at
${genesysLimit} and \`REDIS_TIMEOUT_MS\` at ${redisLimit} (0.25 s by default). No row of Redis costs a question more than
\`REDIS_TIMEOUT_MS\`, and what keeps a container waiting does so once: the questions after that skip Redis until it is
well. Between two calls to Genesys for one question come up to 0.3 s in all.
`;
}

function section({ dependency, note, rows }: FaultTable): string {
  const lines = rows.map(({ fault, means, expected }) =>
    tableRow([`**${fault}**: ${means}`, ...expected.map(inWords)]),
  );
  const head = tableRow([dependency, 'nothing stored', 'fresh entry', 'stale entry']);
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
  if (stale) return `stale answer (\`${cacheStatus.split('detail=')[1]}\`)`;
  if (source === 'cache') return 'stored answer';
  return cacheStatus.endsWith('stored') ? 'new answer' : 'new answer, not stored';
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
