import { quoted } from './quoted.ts';

/** The environment as a record of strings: `process.env`, or a test's own. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads typed values from an environment and collects what is wrong with them, so that all of it can be said at
 * once. After a problem a method gives its fallback: look at `problems` before using any value. An empty
 * variable counts as unset.
 */
export class EnvReader {
  readonly problems: string[] = [];
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  /** The trimmed value, or undefined. */
  text(name: string): string | undefined {
    return this.#env[name]?.trim() || undefined;
  }

  /** The names, in order, of the variables that begin so and are set. */
  namesWith(prefix: string): string[] {
    return Object.keys(this.#env)
      .filter((name) => name.startsWith(prefix) && this.text(name) !== undefined)
      .sort();
  }

  /** A whole number from `min` to `max`, both included. */
  integer(name: string, { fallback, min, max }: { fallback: number; min: number; max: number }): number {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    this.wrong(name, value, `an integer from ${min} to ${max}`);
    return fallback;
  }

  /** One of the choices, spelled exactly so, or undefined. */
  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name);
    const choice = choices.find((candidate) => candidate === value);
    if (value !== undefined && choice === undefined) this.wrong(name, value, `one of ${choices.join(', ')}`);
    return choice;
  }

  /** The origin of an http(s) URL that has no path, query or credentials, or undefined. */
  origin(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const url = URL.parse(value);
    if (url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
    this.wrong(name, withoutUserInfo(value), 'an origin such as https://api.mypurecloud.ie');
    return undefined;
  }

  /** A `redis://` or `rediss://` URL, or undefined; its path is a database number, if anything. */
  redisUrl(name: string): URL | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const url = URL.parse(value);
    const isRedis = url?.protocol === 'redis:' || url?.protocol === 'rediss:';
    const hasOnlyDatabase = url !== null && /^\/?\d{0,3}$/.test(url.pathname + url.search + url.hash);
    if (url?.hostname && isRedis && hasOnlyDatabase && isDecodable(url)) return url;
    const expected = 'redis://[user:password@]host[:port][/db], or rediss:// for TLS';
    this.wrong(name, schemeOf(value), expected);
    return undefined;
  }

  /** Notes a variable whose value may be shown. */
  wrong(name: string, value: string, expected: string): void {
    this.problems.push(`${name} is ${quoted(value)}, expected ${expected}`);
  }

  /** Notes a variable that has to be set. */
  missing(name: string, expected: string): void {
    this.problems.push(`${name} is not set, expected ${expected}`);
  }
}

/** An origin without `user:password@`, also when it is too broken to be parsed. */
function withoutUserInfo(url: string): string {
  return url.replace(/^([a-z+]*:\/*)?.*@/is, '$1***@');
}

/**
 * What may be shown of a URL that holds a password: its scheme. A password with a character that should have been
 * escaped may stand anywhere behind it, even where the host seems to be.
 */
function schemeOf(value: string): string {
  return `${/^[a-z]+:\/\//i.exec(value)?.[0] ?? ''}***`;
}

/** Whether user name and password are properly percent-encoded. */
function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
