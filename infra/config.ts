import { ConfigError } from '../lambda/config.ts';
import { CONFIG_KEYS, type ConfigKey } from './config-keys.ts';
import { WrongValue } from './config-values.ts';
import { TIMEOUT_MARGIN_MS, TIMEOUTS } from './timeouts.ts';

/** What a stack is for: `dev` is cheap and may be away for a while, `prod` is neither. */
export type Stage = (typeof STAGES)[number];

/** The stages there are; the first one is deployed when none is named. */
export const STAGES = ['dev', 'prod'] as const;

type Values = {
  readonly [Name in keyof typeof CONFIG_KEYS]: (typeof CONFIG_KEYS)[Name] extends ConfigKey<infer T>
    ? T
    : never;
};

/** The whole configuration of one stack, checked; `config-keys.ts` says what each key means. */
export interface StackConfig extends Values {
  readonly stage: Stage;
}

/**
 * The configuration from CDK context (`-c key=value`, or `context` in cdk.json): values as text, numbers,
 * booleans or lists; an empty text counts as not set. Keys with `:` or `/` are CDK's own and are passed over.
 * Throws one {@link ConfigError} that lists every problem, unknown keys included, with the value and what was
 * expected.
 */
export function parseStackConfig(context: Readonly<Record<string, unknown>>): StackConfig {
  const problems = unknownKeys(context);
  const stage = readStage(context, problems);
  const values = Object.fromEntries(
    Object.entries<ConfigKey<unknown>>(CONFIG_KEYS).map(([name, configKey]) => [
      name,
      readKey(name, configKey, { context, stage, problems }),
    ]),
  );
  const config = { stage, ...(values as unknown as Values) };
  // Values that are wrong by themselves have been replaced by defaults: no use in comparing those.
  if (problems.length === 0) problems.push(...contradictions(config));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

interface Reading {
  context: Readonly<Record<string, unknown>>;
  stage: Stage;
  problems: string[];
}

function unknownKeys(context: Reading['context']): string[] {
  const known = ['stage', ...Object.keys(CONFIG_KEYS)];
  return Object.keys(context)
    .filter((name) => !/[:/]/.test(name) && !known.includes(name))
    .map((name) => `${name} is no key of the configuration, expected one of ${known.join(', ')}`);
}

function readStage(context: Reading['context'], problems: string[]): Stage {
  const text = textOf(context.stage) ?? STAGES[0];
  const stage = STAGES.find((candidate) => candidate === text);
  if (stage === undefined)
    problems.push(`stage is ${JSON.stringify(text)}, expected one of ${STAGES.join(', ')}`);
  return stage ?? STAGES[0];
}

function readKey<T>(
  name: string,
  { read, ...defaults }: ConfigKey<T>,
  { context, stage, problems }: Reading,
): T {
  const text = textOf(context[name]);
  if (text === undefined) return defaults[stage];
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof WrongValue)) throw error;
    problems.push(`${name} is ${JSON.stringify(text)}, expected ${error.message}`);
    return defaults[stage];
  }
}

/** The trimmed text of a context value; undefined for what counts as not set. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return (
    (typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : String(value)).trim() ||
    undefined
  );
}

/** What is right by itself and wrong together. */
function contradictions(config: StackConfig): string[] {
  const { requestBudgetMs, genesysTimeoutMs, redisTimeoutMs } = config;
  const { reservedConcurrency, provisionedConcurrency, domainName, certificateArn, truststoreUri } = config;
  const problems: string[] = [];
  const mostBudgetMs = TIMEOUTS.functionMs - TIMEOUT_MARGIN_MS;
  if (requestBudgetMs > mostBudgetMs)
    problems.push(
      `requestBudgetMs is ${requestBudgetMs}, expected at most ${mostBudgetMs}: the function is ended after ${TIMEOUTS.functionMs}`,
    );
  if (genesysTimeoutMs >= requestBudgetMs)
    problems.push(
      `genesysTimeoutMs is ${genesysTimeoutMs}, expected less than requestBudgetMs (${requestBudgetMs})`,
    );
  if (redisTimeoutMs >= genesysTimeoutMs)
    problems.push(
      `redisTimeoutMs is ${redisTimeoutMs}, expected less than genesysTimeoutMs (${genesysTimeoutMs})`,
    );
  if (provisionedConcurrency !== undefined && provisionedConcurrency > (reservedConcurrency ?? Infinity))
    problems.push(
      `provisionedConcurrency is ${provisionedConcurrency}, expected at most reservedConcurrency (${reservedConcurrency})`,
    );
  if ((domainName === undefined) !== (certificateArn === undefined))
    problems.push('domainName and certificateArn are expected together, or neither of them');
  if (truststoreUri !== undefined && domainName === undefined)
    problems.push('truststoreUri is set, expected domainName with it: mutual TLS needs a custom domain');
  return problems;
}
