import { DataActionError } from '../errors.ts';
import type { GenesysApis, SdkOperation, TakeCalls } from '../genesys/call.ts';
import { quoted } from '../runtime/json.ts';
import { withName } from './by-name.ts';
import { present } from './parameters.ts';
import type { Wanted } from './queue-members-data.ts';

// Only a miss needs this file and queue-members-data.ts: a hit of any data action loads without them.

const LIST_MEMBERS: SdkOperation = { name: 'getRoutingQueueMembers', family: 'routing' };
const QUEUES_PAGE_SIZE = 25;
/** The maximum that Genesys documents. */
const PAGE_SIZE = 100;
const MAX_PAGES = 10;

type Routing = GenesysApis['routing'];

/** Requests the members of a queue one page at a time, because Genesys does not return their total. */
export async function requestMembers(
  routing: Routing,
  wanted: Wanted,
  takeCalls: TakeCalls,
): Promise<{ queueId: string; pages: unknown[] }> {
  const queueId = wanted.queueId ?? (await queueIdOf(routing, wanted.name ?? ''));
  const filters = filtersOf(wanted);
  const pages: unknown[] = [];
  for (let pageNumber = 1; pageNumber <= MAX_PAGES; pageNumber++) {
    if (pageNumber > 1) await takeCalls([LIST_MEMBERS]);
    const page = await routing.getRoutingQueueMembers(queueId, {
      ...filters,
      pageSize: PAGE_SIZE,
      pageNumber,
    });
    pages.push(page);
    const count = page?.entities?.length ?? 0;
    if (count === 0 || (count < PAGE_SIZE && !page.nextUri)) return { queueId, pages };
  }
  throw new DataActionError(
    'genesys_data_unsupported',
    `the queue has ${MAX_PAGES * PAGE_SIZE} members or more, expected fewer; request less: one routing status, skill or language`,
  );
}

async function queueIdOf(routing: Routing, name: string): Promise<string> {
  const { entities = [] } = (await routing.getRoutingQueues({ name, pageSize: QUEUES_PAGE_SIZE })) ?? {};
  const named = entities.flatMap(({ id, name }) => (id === undefined ? [] : [{ id, name: name ?? '' }]));
  const queue = withName(named, name);
  if (queue !== undefined) return queue.id;
  throw new DataActionError('genesys_not_found', `Genesys has no queue named ${quoted(name)}`);
}

/**
 * The filters that are sure to keep every wanted member; `toMembers` applies all filters exactly. Genesys matches a part
 * of a skill's or language's name, and does not document how it combines several values.
 */
function filtersOf({ routingStatuses = [], skills = [], languages = [], joined, includeSkills }: Wanted) {
  return present({
    joined,
    routingStatus: routingStatuses.length === 1 ? [...routingStatuses] : undefined,
    skills: skills.slice(0, 1),
    languages: languages.slice(0, 1),
    expand: [
      'routingStatus',
      'presence',
      ...(includeSkills || skills.length > 0 ? ['skills'] : []),
      ...(languages.length > 0 ? ['languages'] : []),
    ],
  });
}
