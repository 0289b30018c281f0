import { zstdCompressSync } from 'node:zlib';
import type { Models } from 'purecloud-platform-client-v2';
import { sampleQueues } from '../../infra/local/simulator/queues.ts';
import { uuidOf } from '../../infra/local/simulator/uuid.ts';
import { seededRandom } from './random.ts';

/** An organisation's queues and the page of them that is asked for. */
export interface Listing {
  readonly queues: readonly Models.Queue[];
  readonly parameters: { readonly pageSize: number };
}

/** So many queues have the same flow, and so with all else that they refer to. */
const QUEUES_A_REFERENCE = 10;
const DAY_MS = 86_400_000;

/** A listing of about 1 KB: three queues with little but their names. */
export function smallListing(): Listing {
  const queues = sampleQueues()
    .slice(0, 3)
    .map(({ id, name, division, selfUri }) => ({ id, name, division, selfUri })) as Models.Queue[];
  return { queues, parameters: { pageSize: 25 } };
}

/**
 * A listing of so many full queues, about 2.6 KB each: 4 make 10 KB, 25 make 64 KB, 400 make 1 MB. They are the
 * simulator's, and copies of those with names, ids, dates and counts of their own; flows, scripts, prompts and users
 * are drawn from a tenth as many as there are queues, since listings whose queues are too alike compress too well. The
 * same on every call.
 */
export function listingOf(count: number): Listing {
  const samples = sampleQueues();
  const references = Math.ceil(count / QUEUES_A_REFERENCE);
  const queues = Array.from({ length: count }, (_, index) => {
    const sample = samples[index % samples.length] as Models.Queue;
    const random = seededRandom(index);
    const queue =
      index < samples.length ? sample : copyOf(sample, 1 + Math.floor(index / samples.length), random);
    return withReferences(queue, () => 1 + Math.floor(random() * references));
  });
  return { queues, parameters: { pageSize: Math.max(25, count) } };
}

/** What is left of a listing when the product compresses it, for example `4.2 %`. */
export function shareWhenCompressed({ queues }: Listing): string {
  const text = JSON.stringify(queues);
  return `${((100 * zstdCompressSync(text).byteLength) / text.length).toFixed(1)} %`;
}

function copyOf(queue: Models.Queue, number: number, random: () => number): Models.Queue {
  const name = `${queue.name} ${number}`;
  const id = uuidOf(`queue ${name}`);
  const createdMs = Date.UTC(2021, 0, 4) + Math.floor(random() * 1000 * DAY_MS);
  const memberCount = 4 + Math.floor(random() * 90);
  return {
    ...queue,
    id,
    name,
    description: `Contacts about ${name}, handled by ${queue.division?.name}`,
    dateCreated: new Date(createdMs).toISOString(),
    dateModified: new Date(createdMs + Math.floor(random() * 700 * DAY_MS)).toISOString(),
    memberCount,
    userMemberCount: memberCount,
    joinedMemberCount: Math.floor(memberCount * random()),
    selfUri: `/api/v2/routing/queues/${id}`,
  };
}

function withReferences(queue: Models.Queue, draw: () => number): Models.Queue {
  return {
    ...queue,
    queueFlow: reference('In-Queue Call', draw(), '/api/v2/flows'),
    whisperPrompt: reference('whisper', draw(), '/api/v2/architect/prompts'),
    defaultScripts: { CALL: reference('Inbound Script', draw(), '/api/v2/scripts') },
    modifiedBy: uuidOf(`user ${draw()}`),
    createdBy: uuidOf(`user ${draw()}`),
  };
}

function reference(kind: string, number: number, collectionUri: string) {
  const name = `${kind} ${number}`;
  const id = uuidOf(name);
  return { id, name, selfUri: `${collectionUri}/${id}` };
}
