import type { FetchLimits } from '../../../lambda/cache/lookup.ts';
import { DataActionError } from '../../../lambda/errors.ts';
import { between, oneOf, type Random } from '../../soak/random.ts';
import type { CallRecord, History, RequestRecord } from './history.ts';
import { chance } from './plan.ts';
import type { Host, Scheduler } from './scheduler.ts';

/** What the origin returned, in a value or in the message of a definitive error. */
interface Origin {
  /** Changes the data of a queue; returns its new version. */
  change(queue: string): number;
  fetch(request: RequestRecord, host: Host, random: Random, limits: FetchLimits): Promise<string>;
}

/** Longer than the max size of an entry. */
const LARGE = 'x'.repeat(600);

/** The version and the call in a value or in an error message; undefined if it is from neither. */
export function readOrigin(text: string): { version: number; call: number } | undefined {
  const [, version, call] = /"version":(\d+),"call":(\d+)/.exec(text) ?? [];
  return version === undefined ? undefined : { version: Number(version), call: Number(call) };
}

/**
 * Creates an origin that has a version of each queue. A call reads the version at a moment between its start and its end.
 * It may be slow, fail or hang.
 */
export function createOrigin(scheduler: Scheduler, history: History, faults: number): Origin {
  const versions = new Map<string, number>();
  const versionOf = (queue: string) => versions.get(queue) ?? 1;

  return {
    change: (queue) => {
      versions.set(queue, versionOf(queue) + 1);
      return versionOf(queue);
    },
    fetch: (request, host, random, { deadline: { signal } }) => {
      const number = history.calls.length + 1;
      const call: CallRecord = { number, request, startMs: scheduler.nowMs };
      history.calls.push(call);
      const note = (text: string) =>
        history.trace.push({
          atMs: scheduler.nowMs,
          where: request.container,
          text: `call ${number} ${text}`,
        });
      note(`of ${request.queue} begins`);
      const { ms, outcome } = chooseReaction(random, faults);
      return new Promise((resolve, reject) => {
        const end = (text: string, settle: () => void) => {
          signal.removeEventListener('abort', onAbort);
          call.endMs = scheduler.nowMs;
          note(text);
          settle();
        };
        let cancel = () => {};
        const onAbort = () => {
          cancel();
          end('is aborted', () => reject(signal.reason));
        };
        if (signal.aborted) return onAbort();
        signal.addEventListener('abort', onAbort);
        if (ms === undefined) return;
        let text = '';
        scheduler.after(between(random, 0, ms), () => {
          call.readMs = scheduler.nowMs;
          text = `"version":${versionOf(request.queue)},"call":${number}`;
        });
        cancel = scheduler.after(
          ms,
          () => {
            const error = errorFor(outcome, text);
            if (error) end(`fails with ${outcome}`, () => reject(error));
            else
              end(`returns {${text}}`, () =>
                resolve(outcome === 'large' ? `{${text}}${LARGE}` : `{${text}}`),
              );
          },
          host,
        );
      });
    },
  };
}

const FAILURES = [
  'unavailable',
  'rate limited',
  'not found',
  'not found',
  'login',
  'defect',
  'large',
] as const;
type Outcome = 'value' | (typeof FAILURES)[number];

/** `ms` is undefined for a call that hangs. */
function chooseReaction(random: Random, faults: number): { ms: number | undefined; outcome: Outcome } {
  const outcome = chance(random, faults) ? oneOf(random, FAILURES) : 'value';
  const pace = random();
  if (pace < 0.03) return { ms: undefined, outcome };
  if (pace < 0.65) return { ms: between(random, 10, 300), outcome };
  if (pace < 0.95) return { ms: between(random, 500, 2500), outcome };
  return { ms: between(random, 3000, 6000), outcome };
}

function errorFor(outcome: Outcome, text: string): DataActionError | Error | undefined {
  switch (outcome) {
    case 'unavailable':
      return new DataActionError('genesys_unavailable', text);
    case 'rate limited':
      return new DataActionError('genesys_rate_limited', text, { retryAfterSeconds: 2 });
    case 'not found':
      return new DataActionError('genesys_not_found', text);
    case 'login':
      return new DataActionError('genesys_authentication_failed', text, { isContainerOnly: true });
    case 'defect':
      return new Error(text);
    case 'value':
    case 'large':
      return undefined;
  }
}
