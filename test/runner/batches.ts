import { globSync } from 'node:fs';

/** Test files that share a process, as paths from the root of the project. */
export type Batch = readonly string[];

/**
 * The files of each pattern share a process, because starting one takes longer than most of their tests. Their tests run one
 * after another. Any other file has a process of its own. Patterns that take long come first: they mostly wait, and the
 * others then compute.
 */
const SHARED: readonly string[] = [
  'test/infra/stack.test.ts',
  'test/lambda/redis/*.test.ts',
  'test/lambda/{frozen,processes,redis-outage,shared-token-processes,start}.test.ts',
  'test/lambda/{invalidation,secrecy,response-size}.test.ts',
  'test/lambda/redis-{cluster,cluster-failover,failover,service,tls}.test.ts',
  'test/infra/local/**/*.test.ts',
  'test/lambda/redis-loss.test.ts',
  'test/infra/app.test.ts',
  'test/infra/new-action.test.ts',
  'test/lambda/faults/*.test.ts',
  'test/lambda/{actions,cache,config,genesys,http,invalidation,opening-hours,runtime,telemetry}/*.test.ts',
  'test/lambda/{entries,errors,external-contacts,rate-limiters,schedule-group,simulation}.test.ts',
  'test/infra/{configure,deployed,docs,genesys,new-action,stage-file}/*.test.ts',
  'test/infra/{bundle-size,command,config,data-action,doctor,invalidate,redis-access*,scripts,smoke}.test.ts',
  'test/{bench,docs,runner,soak,support}/**/*.test.ts',
  'test/lambda/shared-token*.test.ts',
];

/** Divides the files that match the patterns into batches. */
export function batchesOf(patterns: readonly string[], root: string): Batch[] {
  const left = new Set(globSync([...patterns], { cwd: root }).sort());
  const take = (files: string[]) => files.sort().filter((file) => left.delete(file));
  const shared = SHARED.map((pattern) => take(globSync(pattern, { cwd: root })));
  return [...shared.filter((batch) => batch.length > 0), ...[...left].map((file) => [file])];
}
