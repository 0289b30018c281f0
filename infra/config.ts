import { oneOf, type StackSetting, type ValueType } from '../lambda/config/setting.ts';
import { SERVICE_NAME } from '../lambda/config/settings.ts';
import { ConfigError, renamed, wrongValue } from '../lambda/config/settings-reader.ts';
import { CONFIG_KEYS } from './config-keys.ts';
import { PRESET, presetValues } from './presets.ts';
import { NO_FILE, type StageFile } from './stage-file/parse.ts';
import { TIMEOUT_MARGIN_MS, TIMEOUTS } from './timeouts.ts';
import { unknownKey } from './unknown-key.ts';

/** `dev` is cheap and may be down for a few minutes; `prod` is highly available. */
export type Stage = (typeof STAGES)[number];

/** All stages; the first is the default. */
export const STAGES = ['dev', 'prod'] as const;

/** The values of the key `stage`. */
export const STAGE: ValueType<Stage> = oneOf(STAGES);

/** What a single deployment may be told with `-c`. These are no keys, so no file can set them. */
const DEPLOYMENT_OPTIONS = ['compare', 'replace'];

/** The name of a stage's stack and the prefix of its named resources, such as `genesys-data-action-cache-dev`. */
export function stackNameOf(stage: Stage): string {
  return `${SERVICE_NAME}-${stage}`;
}

/** The value of a key; undefined where the key has no default. */
type ValueOf<Key> = Key extends { type: ValueType<infer T>; defaults: { dev: infer Default } }
  ? T | Extract<Default, undefined>
  : never;

type Values = { readonly [Name in keyof typeof CONFIG_KEYS]: ValueOf<(typeof CONFIG_KEYS)[Name]> };

/** The validated configuration of a stack. `config-keys.ts` describes each key. */
export interface StackConfig extends Values {
  readonly stage: Stage;
}

/**
 * Reads the configuration from a CDK context (`-c key=value`, or `context` in cdk.json), which overrides the file of the
 * stage. Values are strings, numbers, booleans or lists; an empty string counts as not set. Keys that contain `:` or `/`
 * belong to the CDK and are ignored. A key that is not set has the value of the preset (`preset=cheapest`), or else the
 * default of the stage. Throws a {@link ConfigError} that lists every problem, including unknown and renamed keys, with the
 * value and what was expected.
 */
export function parseStackConfig(
  context: Readonly<Record<string, unknown>>,
  file: StageFile = NO_FILE,
): StackConfig {
  const problems = [...file.problems, ...unknownKeys(context)];
  const stage = readChoice('stage', STAGE, textOf(context.stage), problems) ?? STAGES[0];
  const presetText = textOf(context.preset) ?? textOf(file.values.get('preset')?.value);
  const preset = presetValues(readChoice('preset', PRESET, presetText, problems));
  const inFile = Object.fromEntries(Array.from(file.values, ([name, { value }]) => [name, value]));
  const defaults = { ...defaultsOf(stage), ...preset, ...inFile };
  const values = Object.fromEntries(
    Object.entries<StackSetting<unknown>>(CONFIG_KEYS).map(([name, setting]) => [
      name,
      readKey(name, setting, { context, defaults, problems }),
    ]),
  );
  const config = { stage, ...(values as unknown as Values) };
  // Invalid values are undefined here, so values are compared only if all are valid.
  if (problems.length === 0) problems.push(...contradictions(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

interface Reading {
  context: Readonly<Record<string, unknown>>;
  /** The value of each key that is not in the context. */
  defaults: Readonly<Record<string, unknown>>;
  problems: string[];
}

function defaultsOf(stage: Stage): Reading['defaults'] {
  const keys = Object.entries<StackSetting<unknown>>(CONFIG_KEYS);
  return Object.fromEntries(keys.map(([name, { defaults }]) => [name, defaults[stage]]));
}

function unknownKeys(context: Reading['context']): string[] {
  const known = ['stage', 'preset', ...Object.keys(CONFIG_KEYS), ...DEPLOYMENT_OPTIONS];
  const former = Object.values<StackSetting<unknown>>(CONFIG_KEYS).map(({ formerly }) => formerly?.key);
  return Object.keys(context)
    .filter((name) => !/[:/]/.test(name) && !known.includes(name) && !former.includes(name))
    .map((name) => unknownKey(name, known));
}

/** The stage in a context; undefined if it is not a stage. */
export function stageOf(context: Reading['context']): Stage | undefined {
  return STAGE.read(textOf(context.stage) ?? STAGES[0]);
}

/** The value of a key that decides about the other keys; undefined if it is not set. */
function readChoice<T>(
  name: string,
  type: ValueType<T>,
  text: string | undefined,
  problems: string[],
): T | undefined {
  if (text === undefined) return undefined;
  const value = type.read(text);
  if (value === undefined) problems.push(wrongValue(name, type, text));
  return value;
}

function readKey(
  name: string,
  { type, formerly }: StackSetting<unknown>,
  { context, defaults, problems }: Reading,
): unknown {
  const formerKey = formerly?.key;
  const formerText = formerKey && textOf(context[formerKey]);
  if (formerKey && formerText !== undefined) problems.push(renamed(formerKey, name, formerText));
  const text = textOf(context[name]);
  if (text === undefined) return defaults[name];
  const value = type.read(text);
  if (value === undefined) problems.push(wrongValue(name, type, text));
  return value;
}

/** The trimmed text of a value; undefined if it counts as not set. */
export function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return (
    (typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : String(value)).trim() ||
    undefined
  );
}

/** Values that are valid alone but not together. */
function contradictions(config: StackConfig): string[] {
  const { requestTimeoutMs, genesysTimeoutMs, redisTimeoutMs } = config;
  const { reservedConcurrency, provisionedConcurrency, domainName, certificateArn, truststoreUri } = config;
  const problems: string[] = [];
  const maxTimeoutMs = TIMEOUTS.functionMs - TIMEOUT_MARGIN_MS;
  if (requestTimeoutMs > maxTimeoutMs)
    problems.push(
      `requestTimeoutMs is ${requestTimeoutMs}, expected at most ${maxTimeoutMs}: Lambda stops the function after ${TIMEOUTS.functionMs} ms`,
    );
  if (genesysTimeoutMs >= requestTimeoutMs)
    problems.push(
      `genesysTimeoutMs is ${genesysTimeoutMs}, expected less than requestTimeoutMs (${requestTimeoutMs})`,
    );
  if (redisTimeoutMs >= genesysTimeoutMs)
    problems.push(
      `redisTimeoutMs is ${redisTimeoutMs}, expected less than genesysTimeoutMs (${genesysTimeoutMs})`,
    );
  if (provisionedConcurrency !== undefined && provisionedConcurrency > (reservedConcurrency ?? Infinity))
    problems.push(
      `provisionedConcurrency is ${provisionedConcurrency}, expected at most reservedConcurrency (${reservedConcurrency})`,
    );
  if (domainName !== undefined && certificateArn === undefined)
    problems.push(`certificateArn is not set, expected the certificate of domainName (${domainName})`);
  if (certificateArn !== undefined && domainName === undefined)
    problems.push(`domainName is not set, expected the domain of certificateArn (${certificateArn})`);
  if (truststoreUri !== undefined && domainName === undefined)
    problems.push(
      `domainName is not set, expected a domain for truststoreUri (${truststoreUri}): mutual TLS needs a custom domain`,
    );
  return problems;
}
