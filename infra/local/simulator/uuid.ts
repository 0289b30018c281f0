import { hash } from 'node:crypto';

/** A UUID in the shape of version 4, derived from the seed. */
export function uuidOf(seed: string): string {
  const hex = hash('sha256', seed);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
