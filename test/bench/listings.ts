import type { Models } from 'purecloud-platform-client-v2';
import { sampleQueues } from '../../infra/local/simulator/queues.ts';
import { uuidOf } from '../../infra/local/simulator/uuid.ts';

/** An organisation's queues and the request that lists them. */
export interface Listing {
  readonly queues: readonly Models.Queue[];
  readonly parameters: { readonly pageSize: number };
}

/** The number of queues that share a flow, a script, a prompt or a user. */
const QUEUES_PER_REFERENCE = 10;

/** A listing of about 1 KB: three queues with few fields. */
export function smallListing(): Listing {
  const queues = sampleQueues()
    .slice(0, 3)
    .map(({ id, name, division, selfUri }) => ({ id, name, division, selfUri })) as Models.Queue[];
  return { queues, parameters: { pageSize: 25 } };
}

/**
 * A listing of full queues, about 2.6 KB each: 4 make 10 KB, 25 make 64 KB, 400 make 1 MB. Queues have different
 * ids, names and references, because a listing of similar queues would compress too well. The same on every call.
 */
export function listingOf(count: number): Listing {
  const samples = sampleQueues();
  const queues = Array.from({ length: count }, (_, index) => {
    const sample = samples[index % samples.length] as Models.Queue;
    const number = Math.floor(index / samples.length);
    const reference = Math.floor(index / QUEUES_PER_REFERENCE);
    return { ...(number === 0 ? sample : renamed(sample, number)), ...referencesTo(reference) };
  });
  return { queues, parameters: { pageSize: Math.max(25, count) } };
}

function renamed(queue: Models.Queue, number: number): Models.Queue {
  const name = `${queue.name} ${number}`;
  const id = uuidOf(`queue ${name}`);
  const description = `Contacts about ${name}, handled by ${queue.division?.name}`;
  return { ...queue, id, name, description, selfUri: `/api/v2/routing/queues/${id}` };
}

function referencesTo(number: number): Partial<Models.Queue> {
  return {
    queueFlow: reference('In-Queue Call', number, '/api/v2/flows'),
    whisperPrompt: reference('whisper', number, '/api/v2/architect/prompts'),
    defaultScripts: { CALL: reference('Inbound Script', number, '/api/v2/scripts') },
    modifiedBy: uuidOf(`user ${number}`),
    createdBy: uuidOf(`author ${number}`),
  };
}

function reference(kind: string, number: number, collectionUri: string) {
  const name = `${kind} ${number}`;
  const id = uuidOf(name);
  return { id, name, selfUri: `${collectionUri}/${id}` };
}
