import type { Setting, ValueType } from './setting.ts';

/** The environment as a record of strings: `process.env`, or a test's own. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings from an environment and collects all problems, so that one error can report them together. Check
 * `problems` before using any value: a wrong one is replaced by its default. An empty variable counts as not set.
 */
export class SettingsReader {
  readonly problems: string[] = [];
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  /** The value of a setting, or its default. */
  read<T, Default extends T | undefined>(setting: Setting<T, Default>): T | Default {
    const { variable, type, defaults, formerly } = setting;
    const formerText = formerly && this.text(formerly.variable);
    if (formerly && formerText !== undefined)
      this.problems.push(renamed(formerly.variable, variable, formerText));
    return this.valueOf(variable, type) ?? defaults.function;
  }

  /** The value of a variable; undefined if it is not set, or wrong. */
  valueOf<T>(variable: string, type: ValueType<T>): T | undefined {
    const text = this.text(variable);
    if (text === undefined) return undefined;
    const value = type.read(text);
    if (value === undefined) this.problems.push(wrongValue(variable, type, text));
    return value;
  }

  /** The trimmed text of a variable, or undefined. */
  text(variable: string): string | undefined {
    return this.#env[variable]?.trim() || undefined;
  }

  /** The names of all variables that start with the prefix and are set, in order. */
  namesWith(prefix: string): string[] {
    return Object.keys(this.#env)
      .filter((name) => name.startsWith(prefix) && this.text(name) !== undefined)
      .sort();
  }

  /** Adds the problem of a variable that has to be set. */
  missing(variable: string, expected: string): void {
    this.problems.push(`${variable} is not set, expected ${expected}`);
  }
}

/** The problem of a text that its type does not accept. */
export function wrongValue(name: string, { expected, show }: ValueType<unknown>, text: string): string {
  return `${name} is ${JSON.stringify(show?.(text) ?? text)}, expected ${expected}`;
}

/** The problem of a setting that is given under a former name. */
export function renamed(formerName: string, name: string, text: string): string {
  return `${formerName} is now called ${name}: set ${name} to ${JSON.stringify(text)} instead`;
}

/** The configuration cannot be used. The message lists every problem, one per line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(problems: readonly string[]) {
    super(`the configuration is wrong:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}
