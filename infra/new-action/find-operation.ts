import { distanceBetween } from '../edit-distance.ts';
import type { Operation } from './operation.ts';

const NEAREST = 5;

/** The operation that a text names, or the names that are most like the text. */
export type Found =
  | { readonly kind: 'found'; readonly operation: Operation }
  | { readonly kind: 'unknown'; readonly nearest: readonly string[] };

/**
 * Finds an operation by its name, or by its path with or without the HTTP method, for example `GET
 * /api/v2/routing/skills/{skillId}`; the names of path parameters do not matter. Of several API classes with the same
 * operation, one that is already in use is preferred.
 */
export function findOperation(
  text: string,
  operations: readonly Operation[],
  usedClasses: readonly string[],
): Found {
  const wanted = normalized(text);
  const matches = operations.filter(({ name, httpMethod, path }) =>
    wanted.startsWith('/') || wanted.includes(' ')
      ? [normalized(`${httpMethod} ${path}`), ...(httpMethod === 'GET' ? [normalized(path)] : [])].includes(
          wanted,
        )
      : name.toLowerCase() === wanted,
  );
  const operation = matches.find(({ apiClass }) => usedClasses.includes(apiClass)) ?? matches[0];
  return operation
    ? { kind: 'found', operation }
    : { kind: 'unknown', nearest: nearestTo(wanted, operations) };
}

/** In lower case, without host, query string, trailing slash and names of path parameters. */
function normalized(text: string): string {
  return text
    .trim()
    .replace(/https?:\/\/[^/]+/, '')
    .replace(/\?.*$/, '')
    .replace(/\/$/, '')
    .replace(/\{[^}]*\}/g, '{}')
    .replace(/\s+/g, ' ')
    .toLowerCase();
}

function nearestTo(wanted: string, operations: readonly Operation[]): string[] {
  const readable = operations.filter(({ httpMethod }) => httpMethod === 'GET');
  const isPath = wanted.includes('/');
  const names = readable.map(({ name, path }) => (isPath ? `GET ${path}` : name));
  const target = isPath ? wanted.replace(/^(?:[a-z]+ )?/, 'get ') : wanted;
  return [...new Set(names)]
    .map((name) => ({ name, distance: distanceBetween(target, normalized(name)) }))
    .sort((one, other) => one.distance - other.distance || one.name.localeCompare(other.name))
    .slice(0, NEAREST)
    .map(({ name }) => name);
}

/** The operations whose name, path or description contains every one of the words, each operation once. */
export function searchOperations(words: string, operations: readonly Operation[]): Operation[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = operations.filter(({ name, httpMethod, path, description }) => {
    const text = `${name} ${httpMethod} ${path} ${description}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  return [...new Map(found.map((operation) => [operation.name, operation])).values()].sort((one, other) =>
    one.path.localeCompare(other.path),
  );
}
