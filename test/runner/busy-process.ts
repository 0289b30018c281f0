// Uses a whole CPU core until its parent exits: it computes in bursts and checks the IPC channel in between.
const BURST_MS = 50;

function burst(): void {
  const untilMs = performance.now() + BURST_MS;
  while (performance.now() < untilMs);
  setImmediate(burst);
}

process.on('disconnect', () => process.exit());
burst();
