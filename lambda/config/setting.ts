/** A setting of the stack: `-c <name>=<value>`, where the name is its key in the table. */
export interface StackSetting<T, Default extends T | undefined = T | undefined> {
  readonly type: ValueType<T>;
  /** By stage; undefined: not set. */
  readonly defaults: StageDefaults<Default>;
  /** For the tables of the documentation, in Markdown. */
  readonly meaning: string;
  /** Former names of the key and the variable. Setting one is an error that gives the new name. */
  readonly formerly?: { readonly key?: string; readonly variable: string };
}

/** A setting that the function reads from its environment; the stack may set it too, under its key in the table. */
export interface Setting<T, Default extends T | undefined = T | undefined>
  extends StackSetting<T, T | undefined> {
  /** The environment variable. */
  readonly variable: string;
  /** What the variable takes, if the type describes only the stack's key. */
  readonly expectedInVariable?: string;
  readonly defaults: StageDefaults<T | undefined> & {
    /** Used when the variable is not set, as under `npm start`. */
    readonly function: Default;
  };
}

interface StageDefaults<Default> {
  readonly dev: Default;
  readonly prod: Default;
}

/** The same default in the function and in every stage. */
export function everywhere<const Default>(value: Default) {
  return { function: value, dev: value, prod: value };
}

/** No default anywhere. */
export const UNSET = everywhere(undefined);

/** The JSON type of a value and further keywords of JSON Schema. */
export interface ValueSchema {
  readonly type: 'integer' | 'boolean' | 'string' | 'array' | 'object';
  readonly [keyword: string]: unknown;
}

/** A kind of value: how messages and tables describe it, and how it is read from text. */
export interface ValueType<T> {
  /** Completes "expected …", for example `an integer from 1 to 86400`. */
  readonly expected: string;
  /** The smallest and the largest value of an integer. */
  readonly range?: readonly [min: number, max: number];
  /** All values, if there are only some. */
  readonly choices?: readonly T[];
  /** In the file of a stage; absent: it follows from the range or the choices, or the value is a string. */
  readonly schema?: ValueSchema;
  /** The value, or undefined if the text is not one. */
  read(text: string): T | undefined;
  /** The part of a wrong text that a message may show; absent: all of it. */
  show?(text: string): string;
}

/** Any text. */
export function text(expected: string): ValueType<string> {
  return { expected, read: (given) => given };
}

/** A whole number from `min` to `max`, both included. */
export function integer(min: number, max: number): ValueType<number> {
  return {
    expected: `an integer from ${min} to ${max}`,
    range: [min, max],
    read: (given) => {
      const number = Number(given);
      return /^\d+$/.test(given) && number >= min && number <= max ? number : undefined;
    },
  };
}

/** The longest TTL of an entry: a day. */
export const MAX_TTL_SECONDS = 86_400;

/** One of the choices, spelled exactly so. */
export function oneOf<const Choice extends string>(choices: readonly Choice[]): ValueType<Choice> {
  return {
    expected: `one of ${choices.join(', ')}`,
    choices,
    read: (given) => choices.find((choice) => choice === given),
  };
}

/** One of the choices, which are in capitals, in upper or lower case: `debug` is `DEBUG`. */
export function oneOfInAnyCase<const Choice extends string>(choices: readonly Choice[]): ValueType<Choice> {
  const { read, ...type } = oneOf(choices);
  return { ...type, read: (given) => read(given.toUpperCase()) };
}

/** `true` or `false`. */
export const trueOrFalse: ValueType<boolean> = {
  expected: 'true or false',
  choices: [true, false],
  read: (given) => (given === 'true' || given === 'false' ? given === 'true' : undefined),
};

/** The origin of an http(s) URL without path, query or credentials, for example `https://api.mypurecloud.ie`. */
export const origin: ValueType<string> = {
  expected: 'an origin such as https://api.mypurecloud.ie',
  read: (given) => {
    const url = URL.parse(given);
    const isOrigin = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
    return isOrigin ? url.origin : undefined;
  },
  // The text may hold user:password@, even if it cannot be parsed.
  show: (given) => given.replace(/^([a-z+]*:\/*)?.*@/is, '$1***@'),
};

/** A `redis://` or `rediss://` URL. Its path, if any, is a database number. */
export const redisUrl: ValueType<URL> = {
  expected: 'redis://[user:password@]host[:port][/db], or rediss:// for TLS',
  read: (given) => {
    const url = URL.parse(given);
    if (!url?.hostname || !/^rediss?:$/.test(url.protocol) || !isDecodable(url)) return undefined;
    return /^\/?\d{0,3}$/.test(url.pathname + url.search + url.hash) ? url : undefined;
  },
  // An unescaped character can move a part of the password to where the host should be: show only the scheme.
  show: (given) => `${/^[a-z]+:\/\//i.exec(given)?.[0] ?? ''}***`,
};

/** Whether user name and password are properly percent-encoded. */
function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}
