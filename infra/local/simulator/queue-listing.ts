import type { Models } from 'purecloud-platform-client-v2';
import { type ListingResult, listNamed } from './named-listing.ts';

const MAX_PAGE_SIZE = 500;

/**
 * `GET /api/v2/routing/queues`: one page of the queues that match every filter, sorted by name.
 *
 * `pageNumber` from 1, `pageSize` 1 to 500, `sortOrder` asc or desc, `name` in full or with a leading or
 * trailing `*`, case-insensitive, `id`, `divisionId` and `peerId` repeated or comma-joined, `hasPeer`,
 * `cannedResponseLibraryId`. A page past the end is empty. Other parameters, `expand` included, are ignored.
 */
export function listQueues(
  queues: readonly Models.Queue[],
  query: URLSearchParams,
): ListingResult<Models.Queue> {
  const wanted = queues.filter((queue) => isWanted(queue, query));
  return listNamed(wanted, query, { path: '/api/v2/routing/queues', maxPageSize: MAX_PAGE_SIZE });
}

function isWanted(queue: Models.Queue, query: URLSearchParams): boolean {
  const libraryId = query.get('cannedResponseLibraryId');
  const hasPeer = query.get('hasPeer');
  return (
    isAmong(queue.id, valuesOf(query, 'id')) &&
    isAmong(queue.division?.id, valuesOf(query, 'divisionId')) &&
    isAmong(queue.peerId, valuesOf(query, 'peerId')) &&
    (!hasPeer || (hasPeer === 'true') === (queue.peerId !== undefined)) &&
    (!libraryId || (queue.cannedResponseLibraries?.libraryIds ?? []).includes(libraryId))
  );
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
