const byName = new Intl.Collator('en', { sensitivity: 'base' });

/** One page of entities, or the invalid parameter. */
export type ListingResult<Entity> =
  | { readonly kind: 'listing'; readonly listing: EntityListing<Entity> }
  | InvalidParameter;

interface InvalidParameter {
  readonly kind: 'invalid';
  readonly parameter: string;
  readonly message: string;
}

interface EntityListing<Entity> extends PageUris {
  readonly entities: readonly Entity[];
  readonly pageSize: number;
  readonly pageNumber: number;
  readonly total: number;
  readonly pageCount: number;
}

interface PageUris {
  readonly selfUri: string;
  readonly firstUri: string;
  readonly lastUri: string;
  readonly nextUri?: string;
  readonly previousUri?: string;
}

/** The endpoint of a listing. */
interface Endpoint {
  readonly path: string;
  readonly maxPageSize: number;
}

/**
 * One page of the entities with a name, sorted by name: `pageNumber` from 1, `pageSize` from 1, `sortOrder` asc or desc,
 * `name` in full or with a leading or trailing `*`, case-insensitive. A page past the end is empty.
 */
export function listNamed<Entity extends { name?: string }>(
  entities: readonly Entity[],
  query: URLSearchParams,
  { path, maxPageSize }: Endpoint,
): ListingResult<Entity> {
  const pageNumber = integerOf(query, 'pageNumber', 1);
  if (pageNumber === undefined || pageNumber < 1) return invalid('pageNumber', 'an integer from 1');
  const pageSize = integerOf(query, 'pageSize', 25);
  if (pageSize === undefined || pageSize < 1 || pageSize > maxPageSize)
    return invalid('pageSize', `an integer from 1 to ${maxPageSize}`);
  const sortOrder = (query.get('sortOrder') || 'asc').toLowerCase();
  if (sortOrder !== 'asc' && sortOrder !== 'desc') return invalid('sortOrder', 'asc or desc');

  const direction = sortOrder === 'asc' ? 1 : -1;
  const found = entities
    .filter(({ name }) => isNamed(name ?? '', query.get('name') ?? ''))
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
      ...pageUris(query, { path, pageSize, pageNumber, pageCount }),
    },
  };
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

function integerOf(query: URLSearchParams, parameter: string, absent: number): number | undefined {
  const text = query.get(parameter);
  if (text === null || text === '') return absent;
  return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}

interface Page {
  readonly path: string;
  readonly pageSize: number;
  readonly pageNumber: number;
  readonly pageCount: number;
}

function pageUris(query: URLSearchParams, { path, pageSize, pageNumber, pageCount }: Page): PageUris {
  const uriOf = (page: number) => {
    const parameters = new URLSearchParams(query);
    parameters.set('pageSize', String(pageSize));
    parameters.set('pageNumber', String(page));
    return `${path}?${parameters}`;
  };
  return {
    selfUri: uriOf(pageNumber),
    firstUri: uriOf(1),
    lastUri: uriOf(Math.max(1, pageCount)),
    ...(pageNumber < pageCount && { nextUri: uriOf(pageNumber + 1) }),
    ...(pageNumber > 1 && { previousUri: uriOf(pageNumber - 1) }),
  };
}

function invalid(parameter: string, expected: string): InvalidParameter {
  return { kind: 'invalid', parameter, message: `Invalid value for ${parameter}: expected ${expected}` };
}
