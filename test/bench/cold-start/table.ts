import { type Measured, median, quartiles } from './rounds.ts';

type Figure = 'pollMs' | 'answerMs' | 'cpuMs';

const FIGURES: readonly Figure[] = ['pollMs', 'answerMs', 'cpuMs'];
const HEAD = ['', 'first poll, ms', 'ratio', 'first answer, ms', 'ratio', 'CPU to first poll, ms', 'ratio'];

/**
 * A Markdown table: median, the quartiles, and the ratio to the first two rows, whose medians count as 0 and 1.
 */
export function table(measured: readonly Measured[]): string {
  const [bare, reference] = measured;
  if (bare === undefined || reference === undefined) throw new Error('no reference to compare with');
  const rows = measured.map((one) => [
    one.name,
    ...FIGURES.flatMap((figure) => {
      const [low, high] = quartiles(one[figure]);
      const above = median(one[figure]) - median(bare[figure]);
      const ratio = above / (median(reference[figure]) - median(bare[figure]));
      return [`${median(one[figure]).toFixed(1)} (${low.toFixed(0)}-${high.toFixed(0)})`, ratio.toFixed(2)];
    }),
  ]);
  return [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
