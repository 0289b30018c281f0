/** Takes a whole CPU until its parent is gone: a burst of arithmetic, then a look at the IPC channel. */
const BURST_MS = 50;

function burst(): void {
  const untilMs = performance.now() + BURST_MS;
  while (performance.now() < untilMs);
  setImmediate(burst);
}

process.on('disconnect', () => process.exit());
burst();
