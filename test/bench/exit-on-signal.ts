/** 128 plus the number of the signal, as in shells. */
const STATUS = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Makes Ctrl-C and `kill` end this process through `process.exit`, with 130 or 143. By default a signal ends it at once,
 * without the cleanup that test/support/at-exit.ts does.
 */
export function exitOnSignal(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => process.exit(STATUS[signal]));
}
