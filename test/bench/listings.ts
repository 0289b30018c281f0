import { createHash } from 'node:crypto';
import type { Models } from 'purecloud-platform-client-v2';
import { sampleQueues } from '../../infra/local/simulator/queues.ts';

/** An organisation's queues and the page of them that is asked for. */
export interface Listing {
  readonly queues: readonly Models.Queue[];
  readonly parameters: { readonly pageSize: number };
}

/** A listing of about 1 KB: three queues with little but their names. */
export function smallListing(): Listing {
  const queues = sampleQueues()
    .slice(0, 3)
    .map(({ id, name, division, selfUri }) => ({ id, name, division, selfUri })) as Models.Queue[];
  return { queues, parameters: { pageSize: 25 } };
}

/** A listing of so many full queues, about 2.6 KB each: 4 make 10 KB, 400 make 1 MB. */
export function listingOf(count: number): Listing {
  const samples = sampleQueues();
  const queues = Array.from({ length: count }, (_, index) => {
    const sample = samples[index % samples.length] as Models.Queue;
    return index < samples.length ? sample : renamed(sample, Math.floor(index / samples.length) + 1);
  });
  return { queues, parameters: { pageSize: Math.max(25, count) } };
}

/** The same queue under another name, and with another id, as ids do not compress. */
function renamed(queue: Models.Queue, number: number): Models.Queue {
  const hex = createHash('sha256').update(`${queue.id} ${number}`).digest('hex');
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return { ...queue, id, name: `${queue.name} ${number}`, selfUri: `/api/v2/routing/queues/${id}` };
}
