import { distanceBetween } from './edit-distance.ts';

/** The problem of a key that does not exist. It names the key that was probably meant, or else every key. */
export function unknownKey(name: string, known: readonly string[]): string {
  const [nearest] = known
    .map((key) => ({ key, distance: distanceBetween(name.toLowerCase(), key.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(2, name.length / 4))
    .sort((one, other) => one.distance - other.distance);
  const expected = nearest ? `did you mean ${nearest.key}?` : `expected one of ${known.join(', ')}`;
  return `${name} is not a key of the configuration, ${expected}`;
}
