import type { InputProblem } from '../errors.ts';

/** Returns a check that exactly one of two parameters is set. */
export function exactlyOne(first: string, second: string) {
  return (parameters: Readonly<Record<string, unknown>>): InputProblem | undefined => {
    const hasFirst = parameters[first] !== undefined;
    if (hasFirst !== (parameters[second] !== undefined)) return undefined;
    const expected = `expected either ${first} or ${second}, got ${hasFirst ? 'both' : 'neither'}`;
    return { parameter: first, expected };
  };
}

/** The item with this name. One whose name is exactly the same wins over one whose name differs in case. */
export function withName<Item extends { readonly name: string }>(
  items: readonly Item[],
  name: string,
): Item | undefined {
  const exact = items.find((item) => item.name === name);
  return exact ?? items.find((item) => item.name.toLowerCase() === name.toLowerCase());
}
