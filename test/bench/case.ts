/**
 * A case of the benchmark. To add one, export it from a module of cases/ and list it in cases/index.ts. Its table, its
 * row in the README and its results file are generated from the declaration.
 */
export interface BenchCase {
  /** As on the command line and in file names, for example `warm-hit-10kb`. */
  readonly name: string;
  /** One line, for example `Warm hit, 10 KB`. */
  readonly title: string;
  /** The method of the measurement in one to three sentences. */
  readonly method: string;
  readonly figures: readonly Figure[];
  /** In the order of the table; the first one is the product. */
  readonly contenders: readonly string[];
  /** The number of samples of each contender in one run. */
  readonly rounds: number;
  /**
   * `interleaved` opens all contenders and samples them in rotation (A B C, B C A, …), so that a disturbance affects
   * all of them. `in-sequence` is for contenders with too many processes to be open together.
   */
  readonly order: 'interleaved' | 'in-sequence';
  /** Starts the contender with its dependencies and warms it up. */
  open(contender: string): Promise<Subject>;
}

/** One of the numbers that a case measures. */
interface Figure {
  /** Its key in a sample, for example `hitMs`. */
  readonly key: string;
  /** Head of its column, for example `hit`. */
  readonly label: string;
  readonly unit: 'ms' | '%' | '';
  /** The name of its row in the README; without it, the figure is only in the case's own table. */
  readonly summary?: string;
}

/** A contender that can be measured until it is disposed of. */
export interface Subject extends AsyncDisposable {
  /** Its configuration, for the notes below the table. */
  readonly settings: string;
  /** Measures once, or several times in a row. */
  sample(): Promise<Sample | readonly Sample[]>;
}

/** One number for each figure; a contender may omit figures. */
export type Sample = Readonly<Record<string, number>>;
