import type { BenchCase, Sample, Subject } from './case.ts';
import type { Machine } from './machine.ts';
import { rotated } from './rotation.ts';
import { type Summary, summarise } from './statistics.ts';

/** What became of a case; this is what is written as JSON. */
export interface CaseResult {
  readonly case: string;
  readonly title: string;
  readonly method: string;
  readonly figures: BenchCase['figures'];
  readonly reference: string | undefined;
  readonly zero: string | undefined;
  readonly machine: Machine;
  readonly rows: readonly Row[];
}

/** One contender's figures, by their keys; none if it could not be measured. */
export interface Row {
  readonly contender: string;
  readonly settings: string;
  readonly figures: Readonly<Record<string, Summary>>;
  /** Why it has no figures. */
  readonly failure?: string;
}

/** How a case is run. */
export interface RunOptions {
  readonly rounds: number;
  readonly contenders: readonly string[];
  readonly machine: Machine;
  /** Told of every step. */
  readonly report: (line: string) => void;
}

/**
 * Gives a row's ratio in one figure, by the medians: that of the reference is 1, and that of the case's zero, if it
 * has one, 0. Undefined, as a whole or for a row, where one of them was not measured.
 */
export function ratioIn(
  { rows, reference, zero }: Pick<CaseResult, 'rows' | 'reference' | 'zero'>,
  key: string,
): ((row: Row) => number | undefined) | undefined {
  const medianOf = (contender: string | undefined) =>
    rows.find((row) => row.contender === contender)?.figures[key]?.median;
  const one = medianOf(reference);
  const origin = zero === undefined ? 0 : medianOf(zero);
  if (one === undefined || origin === undefined) return undefined;
  return ({ figures }) => {
    const median = figures[key]?.median;
    return median === undefined ? undefined : (median - origin) / (one - origin);
  };
}

interface Measured {
  settings: string;
  samples: Sample[];
  failure?: string;
}

/** Measures every contender of a case, in the order that the case wants. A contender that fails is left out. */
export async function runCase(benchCase: BenchCase, options: RunOptions): Promise<CaseResult> {
  const measured = new Map(
    options.contenders.map((name) => [name, { settings: '', samples: [] } as Measured]),
  );
  if (benchCase.order === 'rotated') await runTogether(benchCase, [...measured], options);
  else for (const entry of measured) await runTogether(benchCase, [entry], options);
  const { name, title, method, figures, reference, zero } = benchCase;
  const rows = [...measured].map(([contender, row]) => rowOf(contender, row, figures));
  return { case: name, title, method, figures, reference, zero, machine: options.machine, rows };
}

async function runTogether(
  benchCase: BenchCase,
  entries: readonly [string, Measured][],
  { rounds, report }: RunOptions,
): Promise<void> {
  const open = new Map<string, Subject>();
  try {
    for (const [contender, row] of entries) {
      report(`${benchCase.name}: starting ${contender}`);
      await attempt(row, async () => {
        const subject = await benchCase.open(contender);
        open.set(contender, subject);
        row.settings = subject.settings;
      });
    }
    for (let round = 0; round < rounds; round += 1)
      for (const [contender, row] of rotated(entries, round)) {
        const subject = open.get(contender);
        if (subject === undefined || row.failure !== undefined) continue;
        report(`${benchCase.name}: round ${round + 1} of ${rounds}, ${contender}`);
        await attempt(row, async () => void row.samples.push(...[await subject.sample(round)].flat()));
      }
  } finally {
    for (const subject of open.values()) await subject.close();
  }
}

async function attempt(row: Measured, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    row.failure = error instanceof Error ? error.message : String(error);
  }
}

function rowOf(
  contender: string,
  { settings, samples, failure }: Measured,
  figures: BenchCase['figures'],
): Row {
  if (failure !== undefined || samples.length === 0)
    return { contender, settings, figures: {}, failure: failure ?? 'no rounds' };
  const summaries = figures.flatMap(({ key }) => {
    const values = samples.flatMap((sample) => sample[key] ?? []);
    return values.length > 0 ? [[key, summarise(values)]] : [];
  });
  return { contender, settings, figures: Object.fromEntries(summaries) };
}
