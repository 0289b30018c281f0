import type { BenchCase, Sample, Subject } from '../case.ts';
import type { ColdStart } from '../cold-start/container.ts';

const METHOD =
  "A container starts under AWS's own Runtime Interface Client (aws-lambda-ric) with this Node, against a Runtime API on this machine; times are from the start of its process, and CPU is the main thread's. This is not AWS: compare rows.";

/** A new container up to its first hit. */
export const coldStart: BenchCase = {
  name: 'cold-start',
  title: 'Cold start, Redis over TLS',
  method: `${METHOD} Init is over when the container polls for its first event; connecting to Redis is included in the first response, a hit.`,
  figures: [
    { key: 'readyMs', label: 'init', unit: 'ms', summary: 'cold start, Redis over TLS: init' },
    { key: 'resultMs', label: 'first response', unit: 'ms', summary: 'the same: first response, a hit' },
    { key: 'readyCpuMs', label: 'CPU of init', unit: 'ms' },
  ],
  contenders: ['ours', 'tutorial', 'empty-handler'],
  rounds: 21,
  order: 'interleaved',
  open: (contender) => open(contender, 'hit'),
};

/** A new container up to its first miss, which loads the code that the bundle loads lazily. */
export const firstMiss: BenchCase = {
  name: 'first-miss',
  title: 'Cold start with a miss, with and without stand-ins',
  method: `${METHOD} The first request is a miss, which loads the Genesys SDK, logs in and calls a simulated Genesys. Credentials are in the environment, so the AWS client is not loaded.`,
  figures: [
    { key: 'resultMs', label: 'first response', unit: 'ms' },
    { key: 'resultCpuMs', label: 'CPU until then', unit: 'ms' },
  ],
  contenders: ['ours', 'ours-with-axios', 'ours-with-winston'],
  rounds: 21,
  order: 'interleaved',
  open: (contender) => open(contender, 'miss'),
};

async function open(contender: string, request: 'hit' | 'miss'): Promise<Subject> {
  // Imported late: the packages it needs may not be installed yet.
  const { openFunction } = await import('../cold-start/open-function.ts');
  const lambda = await openFunction(contender);
  return {
    settings: lambda.settings,
    sample: async () => figuresOf(await lambda.start(request)),
    [Symbol.asyncDispose]: async () => lambda[Symbol.asyncDispose](),
  };
}

/** Without /proc there is no CPU time. */
function figuresOf({ readyMs, readyCpuMs, resultMs, resultCpuMs }: ColdStart): Sample {
  const figures = Object.entries({ readyMs, readyCpuMs, resultMs, resultCpuMs });
  return Object.fromEntries(figures.filter(([, value]) => Number.isFinite(value)));
}
