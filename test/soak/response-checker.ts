import { createLagMeter } from '../support/lag-meter.ts';
import { createHistory, type Exchange, forget, type History, type Loss, learn } from './history.ts';
import { type Limits, violationsOf } from './invariants.ts';
import type { Tally } from './tally.ts';

/** Longer than the effect of any entry or back-off. */
const FORGOTTEN_AFTER_MS = 120_000;
const LAG_SAMPLE_MS = 20;

/** Checks responses against the invariants. */
export interface ResponseChecker {
  readonly history: History;
  responded(exchange: Exchange): void;
  lost(loss: Loss): void;
  /**
   * Checks the responses from before `untilMs`, in milliseconds since the epoch. Every request that was sent before
   * then must have ended. Only then is the history complete for these responses.
   */
  check(untilMs: number): void;
}

/** Creates a checker with an empty history. */
export function createResponseChecker(
  tally: Pick<Tally, 'add' | 'violated' | 'lost'>,
  limits: Limits,
): ResponseChecker {
  const history = createHistory();
  const lag = createLagMeter(LAG_SAMPLE_MS);
  let unchecked: Exchange[] = [];
  let checkedAtMs = performance.now();

  /** Genesys is simulated in this process: while this process stalls, Genesys does not respond. */
  function noteOwnStalls(): void {
    const lagMs = lag.longestSince(checkedAtMs);
    const sinceMs = performance.now() - checkedAtMs + lagMs;
    checkedAtMs = performance.now();
    if (lagMs >= limits.stallMs) history.stalls.push({ fromMs: Date.now() - sinceMs, untilMs: Date.now() });
  }

  return {
    history,
    responded: (exchange) => {
      tally.add(exchange);
      learn(history, exchange, limits.stallMs);
      unchecked.push(exchange);
    },
    lost: (loss) => {
      tally.lost();
      history.losses.push(loss);
    },
    check: (untilMs) => {
      noteOwnStalls();
      const due = unchecked.filter(({ respondedAtMs }) => respondedAtMs < untilMs);
      unchecked = unchecked.filter(({ respondedAtMs }) => respondedAtMs >= untilMs);
      for (const exchange of due)
        for (const violation of violationsOf(exchange, history, limits)) tally.violated(violation, exchange);
      forget(history, Date.now() - FORGOTTEN_AFTER_MS);
    },
  };
}
