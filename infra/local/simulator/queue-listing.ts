import type { Models } from 'purecloud-platform-client-v2';

const MAX_PAGE_SIZE = 500;
const byName = new Intl.Collator('en', { sensitivity: 'base' });

/** One page of queues, or the invalid parameter. */
export type QueueListingResult =
  | { readonly kind: 'listing'; readonly listing: Models.QueueEntityListing }
  | { readonly kind: 'invalid'; readonly parameter: string; readonly message: string };

/**
 * `GET /api/v2/routing/queues`: one page of the queues that match every filter, sorted by name.
 *
 * `pageNumber` from 1, `pageSize` 1 to 500, `sortOrder` asc or desc, `name` in full or with a leading or
 * trailing `*`, case-insensitive, `id`, `divisionId` and `peerId` repeated or comma-joined, `hasPeer`,
 * `cannedResponseLibraryId`. A page past the end is empty. Other parameters, `expand` included, are ignored.
 */
export function listQueues(queues: readonly Models.Queue[], query: URLSearchParams): QueueListingResult {
  const pageNumber = integerOf(query, 'pageNumber', 1);
  if (pageNumber === undefined || pageNumber < 1) return invalid('pageNumber', 'an integer from 1');
  const pageSize = integerOf(query, 'pageSize', 25);
  if (pageSize === undefined || pageSize < 1 || pageSize > MAX_PAGE_SIZE) {
    return invalid('pageSize', `an integer from 1 to ${MAX_PAGE_SIZE}`);
  }
  const sortOrder = (query.get('sortOrder') || 'asc').toLowerCase();
  if (sortOrder !== 'asc' && sortOrder !== 'desc') return invalid('sortOrder', 'asc or desc');

  const direction = sortOrder === 'asc' ? 1 : -1;
  const found = queues
    .filter((queue) => isWanted(queue, query))
    .sort((a, b) => direction * byName.compare(a.name ?? '', b.name ?? ''));
  const start = (pageNumber - 1) * pageSize;
  const pageCount = Math.ceil(found.length / pageSize);
  return {
    kind: 'listing',
    listing: {
      entities: found.slice(start, start + pageSize),
      pageSize,
      pageNumber,
      total: found.length,
      pageCount,
      ...pageUris(query, { pageSize, pageNumber, pageCount }),
    },
  };
}

function isWanted(queue: Models.Queue, query: URLSearchParams): boolean {
  const libraryId = query.get('cannedResponseLibraryId');
  const hasPeer = query.get('hasPeer');
  return (
    isNamed(queue.name ?? '', query.get('name') ?? '') &&
    isAmong(queue.id, valuesOf(query, 'id')) &&
    isAmong(queue.division?.id, valuesOf(query, 'divisionId')) &&
    isAmong(queue.peerId, valuesOf(query, 'peerId')) &&
    (!hasPeer || (hasPeer === 'true') === (queue.peerId !== undefined)) &&
    (!libraryId || (queue.cannedResponseLibraries?.libraryIds ?? []).includes(libraryId))
  );
}

function isNamed(name: string, pattern: string): boolean {
  const open = { start: pattern.startsWith('*'), end: pattern.endsWith('*') };
  const text = pattern.replace(/^\*/, '').replace(/\*$/, '').toLowerCase();
  if (text === '') return true;
  const candidate = name.toLowerCase();
  if (open.start && open.end) return candidate.includes(text);
  if (open.start) return candidate.endsWith(text);
  return open.end ? candidate.startsWith(text) : candidate === text;
}

function isAmong(value: string | undefined, wanted: readonly string[]): boolean {
  return wanted.length === 0 || (value !== undefined && wanted.includes(value.toLowerCase()));
}

/** Every value of a parameter that may be repeated (`id=a&id=b`) and comma-joined (`id=a,b`), lower-case. */
function valuesOf(query: URLSearchParams, parameter: string): string[] {
  return query
    .getAll(parameter)
    .flatMap((joined) => joined.split(','))
    .map((value) => value.trim().toLowerCase())
    .filter((value) => value !== '');
}

function integerOf(query: URLSearchParams, parameter: string, absent: number): number | undefined {
  const text = query.get(parameter);
  if (text === null || text === '') return absent;
  return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}

interface Page {
  readonly pageSize: number;
  readonly pageNumber: number;
  readonly pageCount: number;
}

function pageUris(query: URLSearchParams, { pageSize, pageNumber, pageCount }: Page) {
  const uriOf = (page: number) => {
    const parameters = new URLSearchParams(query);
    parameters.set('pageSize', String(pageSize));
    parameters.set('pageNumber', String(page));
    return `/api/v2/routing/queues?${parameters}`;
  };
  return {
    selfUri: uriOf(pageNumber),
    firstUri: uriOf(1),
    lastUri: uriOf(Math.max(1, pageCount)),
    ...(pageNumber < pageCount && { nextUri: uriOf(pageNumber + 1) }),
    ...(pageNumber > 1 && { previousUri: uriOf(pageNumber - 1) }),
  };
}

function invalid(parameter: string, expected: string): QueueListingResult {
  return { kind: 'invalid', parameter, message: `Invalid value for ${parameter}: expected ${expected}` };
}
