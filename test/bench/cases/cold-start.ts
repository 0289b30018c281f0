import type { BenchCase } from '../case.ts';
import { IMPORTS } from '../cold-start/imports.ts';
import { PROVISIONED, VARIANTS } from '../cold-start/variants.ts';

const RUNTIME =
  "A container is started under AWS's own Runtime Interface Client (aws-lambda-ric) by this Node, against a Runtime API on this machine: from the start of its process to its first poll for work, and to its first answer, a hit, connecting to Redis included. CPU is what its main thread ran for, which other processes disturb less. A handler that does nothing counts as 0. It is not AWS: compare rows, not milliseconds.";

const shared = {
  figures: [
    { key: 'pollMs', label: 'first poll', unit: 'ms' },
    { key: 'answerMs', label: 'first answer', unit: 'ms' },
    { key: 'cpuMs', label: 'CPU to first poll', unit: 'ms' },
  ],
  reference: 'tutorial',
  zero: 'bare',
  order: 'rotated',
} as const;

/** Enough for a median that hardly moves from run to run. */
const ROUNDS = 31;
/** For what is looked at rather than compared. */
const FEWER_ROUNDS = 11;

const CONTENDERS = ['ours', 'tutorial', 'bare'] as const;

/** The start of a container and its first hit. */
export const coldStart: BenchCase = {
  ...shared,
  name: 'cold-start',
  title: 'Cold start, Redis without TLS',
  method: RUNTIME,
  rounds: ROUNDS,
  contenders: CONTENDERS,
  open: (contender) => open(contender, false),
};

/** The same over TLS, as it is deployed. */
export const coldStartTls: BenchCase = {
  ...shared,
  name: 'cold-start-tls',
  title: 'Cold start, Redis over TLS',
  method: `${RUNTIME} The start of a provisioned container ends when Redis is connected.`,
  rounds: ROUNDS,
  contenders: [...CONTENDERS, PROVISIONED],
  open: (contender) => open(contender, true),
};

/** Both of them; what each trick of the start gains, by doing without it; and what each package takes. */
export const coldStarts: readonly BenchCase[] = [
  coldStart,
  coldStartTls,
  {
    ...shared,
    name: 'cold-start-tricks',
    title: 'Cold start, one trick less at a time',
    method: `${RUNTIME} Each row but the first three is the product with one thing changed.`,
    rounds: FEWER_ROUNDS,
    contenders: [...CONTENDERS, ...VARIANTS.map(({ name }) => name)],
    open: (contender) => open(contender, false),
  },
  {
    ...shared,
    name: 'cold-start-imports',
    title: 'Cold start, one import at a time',
    method: `${RUNTIME} Each row but the first three is the handler that does nothing with one package imported, which is bundled as for the product, the two of Genesys without axios and winston. A hit loads neither these nor the AWS client.`,
    rounds: FEWER_ROUNDS,
    contenders: [...CONTENDERS, ...IMPORTS.keys()],
    open: (contender) => open(contender, false),
  },
];

/** Loaded late, as the contenders' packages may not be installed yet. */
async function open(contender: string, isTls: boolean) {
  const { openColdStart } = await import('../cold-start/subject.ts');
  return openColdStart(contender, isTls);
}
