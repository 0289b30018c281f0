/**
 * What a case of the benchmark is. A module of cases/ exports one or more of these, and cases/index.ts lists them;
 * that is all it takes to add one. The runner knows nothing else of a case:
 *
 *     rotated      A.open B.open C.open   A B C   B C A   C A B   …   A.close B.close C.close
 *     in sequence  A.open  A A A …  A.close   B.open  B B B …  B.close   …
 *
 * `open` starts whatever the contender needs (usually a Redis, a simulated Genesys and processes of its own, see
 * stage.ts) and warms it up; `sample` measures, and gives one number for each figure.
 */
export interface BenchCase {
  /** As given on the command line and in file names: lower-case words joined by hyphens. */
  readonly name: string;
  /** One line for people, for example `Warm hit, 10 KB listing`. */
  readonly title: string;
  /** What exactly is measured, in one to three sentences. */
  readonly method: string;
  /** What `sample` gives; the first one is charted and compared with the reference. */
  readonly figures: readonly Figure[];
  /** In the order of the table. */
  readonly contenders: readonly string[];
  /** The contender whose median is 1, if a ratio says anything here. */
  readonly reference?: string;
  /** The contender whose median is 0 then: what cannot be done without. */
  readonly zero?: string;
  /** How often each contender is measured, unless the command line says otherwise. */
  readonly rounds: number;
  /** Whether `--rounds` leaves the number alone: the case takes minutes a round, or is a count. */
  readonly hasFixedRounds?: boolean;
  /** `rotated` for times; `in-sequence` where a contender takes too many processes to stay open. */
  readonly order: 'rotated' | 'in-sequence';
  open(contender: string): Promise<Subject>;
}

/** One of the numbers that are measured. */
export interface Figure {
  /** Its key in what `sample` gives, for example `hitUs`. */
  readonly key: string;
  /** Head of its column, for example `a hit`. */
  readonly label: string;
  readonly unit: 'µs' | 'ms' | 's' | 'bytes' | '%' | '';
}

/** A contender that is ready to be measured. */
export interface Subject {
  /** How it is set up, for the table's notes. */
  readonly settings: string;
  /** Measures once, or several times at once or in a row; `round` counts from 0. */
  sample(round: number): Promise<Sample | readonly Sample[]>;
  close(): Promise<void>;
}

/** What was measured once: one number for the key of each figure that there is. */
export type Sample = Readonly<Record<string, number>>;
