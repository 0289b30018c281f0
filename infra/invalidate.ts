import * as v from 'valibot';
import { readArguments, reasonOf, runCommand, UsageError } from './command.ts';
import { parseApiUrl } from './genesys/api-url.ts';
import { TIMEOUTS } from './timeouts.ts';

const LOCAL_API = 'http://127.0.0.1:3000';
const HELP = `Invalidates cache entries, so that the next request for them calls Genesys.

usage: npm run invalidate -- --action NAME [--api-url URL]
       npm run invalidate -- --entity-type TYPE --entity-id ID [--api-url URL]

  --action NAME       invalidate all entries of a data action, for example queues
  --entity-type TYPE  with --entity-id: invalidate the entries that depend on an entity in Genesys,
                      for example Queue
  --entity-id ID      id of the entity
  --api-url URL       URL of the API, from the stack's output EndpointUrl
                      (default: ${LOCAL_API}, the address of npm start)

environment:
  INVALIDATION_API_KEY  API key for invalidation; the stack's output InvalidationKeyCommand is the command
                        that prints it. npm start needs none.
`;

const Invalidated = v.object({ status: v.literal('success'), invalidated: v.array(v.string()) });
const ErrorBody = v.looseObject({ message: v.string() });

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
    throw new UsageError('expected --action, or --entity-type with --entity-id; --help shows the options');
  const actions = await post(apiUrlOf(values['api-url']), { action, entityType, entityId });
  process.stdout.write(`invalidated: ${actions.join(', ')}\n`);
}

function apiUrlOf(text: string): string {
  const apiUrl = parseApiUrl(text);
  if (apiUrl !== undefined) return apiUrl;
  throw new UsageError(`--api-url is ${JSON.stringify(text)}, expected an https URL without a query`);
}

/** The API key, or undefined if it is not set. The error message does not contain the key. */
function readApiKey(): string | undefined {
  const apiKey = process.env.INVALIDATION_API_KEY?.trim();
  if (apiKey && !/^[\x21-\x7e]+$/.test(apiKey))
    throw new UsageError(
      'INVALIDATION_API_KEY is not a valid API key, expected printable ASCII characters without spaces',
    );
  return apiKey || undefined;
}

/** Sends a change and returns the names of the data actions concerned. The API validates the change. */
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
  const reason = v.is(ErrorBody, body) ? body.message : `unexpected response with status ${response.status}`;
  throw new UsageError(`${apiUrl} did not confirm the invalidation: ${reason}`);
}

await runCommand(main);
