import type { History } from '../history.ts';

/** No write replaces an entry that the origin read later, and no failure deletes one. No exceptions. */
export function nothingOverNewer({ operations, calls }: History): string | undefined {
  const readMs = (call: number | undefined) => calls.find(({ number }) => number === call)?.readMs ?? 0;
  for (const { name, container, atMs, written } of operations) {
    if (written?.before === undefined || written.before === written.after) continue;
    const { before, after = written.call } = written;
    if (readMs(after) < readMs(before))
      return `${name} of ${container} at ${atMs} ms replaces the entry of call ${before} by that of the older call ${after}`;
  }
  return undefined;
}
