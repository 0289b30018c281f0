/**
 * Resolves to the results of two concurrent operations. Unlike `Promise.all`, it settles only once both have ended, so that
 * neither continues after the response. If both fail, rejects with the error of the first.
 */
export async function both<First, Second>(
  first: Promise<First>,
  second: Promise<Second>,
): Promise<[First, Second]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

/** Resolves to the results of any number of concurrent operations. Like {@link both}, it waits until all have ended. */
export async function all<Result>(operations: readonly Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(operations);
  return Promise.all(operations);
}
