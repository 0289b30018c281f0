/** 128 and the signal's number, as shells have it. */
const STATUS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Makes Ctrl-C and `kill` end this process by `process.exit`, with 130 or 143: by default they end it at once, and
 * nothing that is to be done at its exit (see test/support/at-exit.ts) would be.
 */
export function exitOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => process.exit(STATUS[signal]));
}
