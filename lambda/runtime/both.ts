/**
 * The results of two pieces of work that go on at once. When one fails, rejects with its error (the first one's, when
 * both do), but only once both have ended: nothing of them goes on after the answer.
 */
export async function both<First, Second>(
  first: Promise<First>,
  second: Promise<Second>,
): Promise<[First, Second]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}
