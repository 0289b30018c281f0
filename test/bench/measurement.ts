import type { BenchCase, Sample, Subject } from './case.ts';
import { median } from './statistics.ts';

/** One contender in one run: its configuration and the median of each figure. */
export interface RunRow {
  readonly contender: string;
  readonly settings: string;
  readonly medians: Sample;
}

/**
 * Measures every contender of a case in one run. Closes all contenders and rejects if one of them fails, because an
 * incomplete table must not replace a complete one.
 */
export async function runCase(benchCase: BenchCase, report: (line: string) => void): Promise<RunRow[]> {
  const { contenders } = benchCase;
  if (benchCase.order === 'interleaved') return measure(benchCase, contenders, report);
  const rows: RunRow[] = [];
  for (const contender of contenders) rows.push(...(await measure(benchCase, [contender], report)));
  return rows;
}

async function measure(
  { name, rounds, figures, open }: BenchCase,
  contenders: readonly string[],
  report: (line: string) => void,
): Promise<RunRow[]> {
  await using stack = new AsyncDisposableStack();
  const opened: { contender: string; subject: Subject; samples: Sample[] }[] = [];
  for (const contender of contenders) {
    report(`${name}: starting ${contender}`);
    const subject = stack.use(await open(contender));
    opened.push({ contender, subject, samples: [] });
  }
  report(`${name}: measuring ${contenders.join(', ')}`);
  for (let round = 0; round < rounds; round += 1)
    for (const { subject, samples } of rotated(opened, round))
      samples.push(...[await subject.sample()].flat());
  return opened.map(({ contender, subject, samples }) => ({
    contender,
    settings: subject.settings,
    medians: mediansOf(samples, figures),
  }));
}

/** Each round starts one contender further on, so that none is always first. */
function rotated<T>(items: readonly T[], round: number): T[] {
  const start = round % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

function mediansOf(samples: readonly Sample[], figures: BenchCase['figures']): Sample {
  const medians = figures.flatMap(({ key }) => {
    const values = samples.flatMap((sample) => sample[key] ?? []);
    return values.length > 0 ? [[key, median(values)] as const] : [];
  });
  return Object.fromEntries(medians);
}
