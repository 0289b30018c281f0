import type { Exchange } from './history.ts';
import type { Violation } from './invariants.ts';

/** Counts the requests and violations of a soak and measures durations. */
export interface Tally {
  add(exchange: Exchange): void;
  violated(violation: Violation, exchange: Exchange): void;
  /** Counts a request whose container was killed. */
  lost(): void;
  readonly requests: number;
  /** The number of violations that are not excused. */
  readonly violations: number;
  /** Text lines with the outcomes and durations of the requests. */
  lines(): string[];
  /** Text lines with the count and the first few violations of each invariant. */
  violationLines(): string[];
}

const SHOWN = 3;
/** Longer durations are counted as this one. */
const MAX_DURATION_MS = 60_000;

/** Creates an empty tally; its memory does not grow with the number of requests. */
export function createTally(): Tally {
  const outcomes = new Map<string, number>();
  const durations = new Uint32Array(MAX_DURATION_MS + 1);
  const violations = new Map<string, { count: number; first: string[] }>();
  const excused = new Map<string, number>();
  let [requests, attempts, lost, copyBytes] = [0, 0, 0, 0];

  const count = () => [...violations.values()].reduce((sum, { count }) => sum + count, 0);
  return {
    add: ({ statusCode, durationMs, line, copyBytes: bytes }) => {
      requests += 1;
      copyBytes = Math.max(copyBytes, bytes);
      attempts += Number(line.attempts ?? 0);
      const outcome = `${statusCode} ${line.code ?? line.outcome}`;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      const bucket = Math.min(MAX_DURATION_MS, Math.round(durationMs));
      durations[bucket] = (durations[bucket] ?? 0) + 1;
    },
    violated: ({ invariant, detail, excused: isExcused }, exchange) => {
      if (isExcused) {
        excused.set(invariant, (excused.get(invariant) ?? 0) + 1);
        return;
      }
      const known = violations.get(invariant) ?? { count: 0, first: [] };
      known.count += 1;
      if (known.first.length < SHOWN) known.first.push(describe(detail, exchange));
      violations.set(invariant, known);
    },
    lost: () => {
      lost += 1;
    },
    get requests() {
      return requests;
    },
    get violations() {
      return count();
    },
    lines: () => [
      `requests    ${requests}`,
      ...[...outcomes].sort(([, a], [, b]) => b - a).map(([outcome, times]) => `  ${outcome}: ${times}`),
      `lost        ${lost} requests of killed containers`,
      `upstream    ${(attempts / Math.max(1, requests)).toFixed(3)} calls per request`,
      `duration    p50 ${percentile(durations, 0.5)} ms, p99 ${percentile(durations, 0.99)} ms, max ${percentile(durations, 1)} ms`,
      `copies      up to ${copyBytes} bytes in a container`,
      `violations  ${count()}`,
      ...[...excused].map(
        ([invariant, times]) => `  excused because a process was stalled: ${times} times ${invariant}`,
      ),
    ],
    violationLines: () =>
      [...violations].flatMap(([invariant, { count: times, first }]) => [
        `VIOLATED ${times} times: ${invariant}`,
        ...first.map((one) => `  ${one}`),
      ]),
  };
}

/** The shortest duration that is at least as long as this share of all; `counts` has the number that took 0, 1, 2, … ms. */
export function percentile(counts: Uint32Array, share: number): number {
  const total = counts.reduce((sum, times) => sum + times, 0);
  let seen = 0;
  for (const [ms, times] of counts.entries()) {
    seen += times;
    if (times > 0 && seen >= share * total) return ms;
  }
  return 0;
}

function describe(detail: string, { queue, sentAtMs, statusCode, durationMs, line }: Exchange): string {
  const at = new Date(sentAtMs).toISOString().slice(11, 23);
  return `${at} ${queue}: ${statusCode} after ${Math.round(durationMs)} ms: ${detail}\n    ${JSON.stringify(line)}`;
}
