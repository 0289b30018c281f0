/** Something that is ended when it is closed. */
interface Closable {
  close(): Promise<void>;
}

/**
 * Opens so many at once, which are closed with the stack. Waits for all of them even when one fails: those that start
 * later would be closed by nobody.
 */
export async function openAll<T extends Closable>(
  count: number,
  open: (index: number) => Promise<T>,
  stack: AsyncDisposableStack,
): Promise<T[]> {
  const opening = Array.from({ length: count }, async (_, index) =>
    stack.adopt(await open(index), ({ close }) => close()),
  );
  await Promise.allSettled(opening);
  return Promise.all(opening);
}
