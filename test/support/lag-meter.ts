/** Measures for how long a process could not run, because of its own work or a busy machine. */
export interface LagMeter {
  /** The longest pause of the event loop since `startMs` of `performance.now()`, in milliseconds. */
  longestSince(startMs: number): number;
}

const KEPT_MS = 60_000;

/** Measures the delay of a timer every `sampleMs`. Does not keep the process alive. */
export function createLagMeter(sampleMs: number): LagMeter {
  let lags: { atMs: number; lagMs: number }[] = [];
  let lastMs = performance.now();
  setInterval(() => {
    const nowMs = performance.now();
    const lagMs = nowMs - lastMs - sampleMs;
    lastMs = nowMs;
    if (lagMs < sampleMs) return;
    lags = lags.filter(({ atMs }) => atMs > nowMs - KEPT_MS);
    lags.push({ atMs: nowMs, lagMs });
  }, sampleMs).unref();
  return {
    longestSince: (startMs) => {
      const present = performance.now() - lastMs - sampleMs;
      const since = lags.filter(({ atMs }) => atMs >= startMs).map(({ lagMs }) => lagMs);
      return Math.max(0, present, ...since);
    },
  };
}
