import * as v from 'valibot';
import { messageOf, readArguments, runCommand, UsageError } from './command.ts';
import { parseApiUrl } from './genesys/api-url.ts';
import { TIMEOUTS } from './timeouts.ts';

const LOCAL_API = 'http://127.0.0.1:3000';
const HELP = `Invalidates entries, so that the next request for them calls Genesys.

usage: npm run invalidate -- --action NAME [--api-url URL]
       npm run invalidate -- --entity-type TYPE --entity-id ID [--api-url URL]

  --action NAME       all that a data action answered, for example queues
  --entity-type TYPE  with --entity-id: what was made of an entity in Genesys, for example of a Queue
  --entity-id ID      its id
  --api-url URL       of the API's stage, the stack's output EndpointUrl (${LOCAL_API}, where npm start listens)

environment:
  INVALIDATION_API_KEY  the API key for it, which the stack's output InvalidationKeyCommand prints;
                        npm start needs none
`;

const Invalidated = v.object({ status: v.literal('success'), invalidated: v.array(v.string()) });
const Refused = v.looseObject({ message: v.string() });

async function main(): Promise<void> {
  const { values } = readArguments({
    options: {
      action: { type: 'string' },
      'entity-type': { type: 'string' },
      'entity-id': { type: 'string' },
      'api-url': { type: 'string', default: LOCAL_API },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { action, 'entity-type': entityType, 'entity-id': entityId } = values;
  if (action === undefined && entityType === undefined && entityId === undefined)
    throw new UsageError('expected --action, or --entity-type and --entity-id; --help shows how');
  const actions = await post(apiUrlOf(values['api-url']), { action, entityType, entityId });
  process.stdout.write(`stale from now on: ${actions.join(', ')}\n`);
}

function apiUrlOf(text: string): string {
  const apiUrl = parseApiUrl(text);
  if (apiUrl !== undefined) return apiUrl;
  throw new UsageError(`--api-url is ${JSON.stringify(text)}, expected an https URL without a query`);
}

/** Undefined for none. What is wrong with it is said without its value. */
function readApiKey(): string | undefined {
  const apiKey = process.env.INVALIDATION_API_KEY?.trim();
  if (apiKey && !/^[\x21-\x7e]+$/.test(apiKey))
    throw new UsageError('INVALIDATION_API_KEY is no API key: expected printable characters in one line');
  return apiKey || undefined;
}

/** Gives the names of the data actions concerned; what is wrong with the change is said by the other side. */
async function post(apiUrl: string, change: Record<string, string | undefined>): Promise<string[]> {
  const apiKey = readApiKey();
  const response = await fetch(`${apiUrl}/invalidate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(apiKey && { 'x-api-key': apiKey }) },
    body: JSON.stringify(change),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUTS.dataActionMs),
  }).catch((error: unknown) => {
    throw new UsageError(`${apiUrl} cannot be reached: ${reasonOf(error)}`);
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (v.is(Invalidated, body)) return body.invalidated;
  const reason = v.is(Refused, body) ? body.message : `it answered with status ${response.status}`;
  throw new UsageError(`${apiUrl} did not do it: ${reason}`);
}

/** Why fetch failed stands in the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && cause.message !== '' ? cause.message : messageOf(error);
}

await runCommand(main);
