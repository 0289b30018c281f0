/**
 * A value that is made when it is first asked for, once: later and concurrent callers share it. A failure is not
 * kept: the next caller tries again.
 */
export function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
