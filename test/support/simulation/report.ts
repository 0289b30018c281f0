import type { Failure } from './search.ts';

/** The failure as text: the broken invariant, how to run the schedule again, and a line for each step. */
export function describeFailure({ plan, violation, history }: Failure): string {
  const { seed, containers, ttlSeconds, staleIfErrorSeconds } = plan;
  const skews = containers.map(({ name, skewMs }) => `${name} ${skewMs} ms`).join(', ');
  return [
    `VIOLATED: ${violation.invariant}`,
    violation.facts,
    `to run it again: npm run soak -- --schedules 1 --seed ${seed}`,
    `TTL ${ttlSeconds} s, stale-if-error ${staleIfErrorSeconds} s, clocks ahead by ${skews}`,
    'The trace has only the events that the violation needs:',
    ...foldPolls(history.trace).map(
      ({ atMs, where, text }, index) =>
        `${String(index + 1).padStart(4)}  +${String(atMs).padEnd(5)} ms  ${where.padEnd(6)}  ${text}`,
    ),
  ].join('\n');
}

type Lines = Failure['history']['trace'];

/** Replaces a container's repeated lines, such as its polls, by the first of them. */
function foldPolls(trace: Lines): Lines {
  const last = new Map<string, string>();
  return trace.filter(({ where, text }) => {
    const isRepeated = last.get(where) === text;
    last.set(where, text);
    return !isRepeated;
  });
}
