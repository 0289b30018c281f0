const pending = new Set<() => void>();

/** Does this when the process exits, unless the function it gives back was called. */
export function atExit(work: () => void): () => void {
  // One listener for all: Node warns of a leak where a test starts more than a few servers.
  if (pending.size === 0) process.on('exit', runAll);
  pending.add(work);
  return () => {
    pending.delete(work);
    if (pending.size === 0) process.off('exit', runAll);
  };
}

function runAll(): void {
  for (const work of pending) work();
}
