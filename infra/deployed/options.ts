import { oneOf, trueOrFalse, type ValueType } from '../../lambda/config/setting.ts';
import { ConfigError, wrongValue } from '../../lambda/config/settings-reader.ts';
import { textOf } from '../config.ts';
import { listOf } from '../config-values.ts';
import { LOSSES } from './losses.ts';

/** What a deployment may do, from `-c`. */
export interface DeploymentOptions {
  /** Whether to compare with the deployed configuration. */
  readonly compare: boolean;
  /** The keys that may replace or lose something. */
  readonly replace: readonly string[];
}

const REPLACE = listOf(oneOf(Object.keys(LOSSES)));

/** Reads `-c compare=false` and `-c replace=mode,egress`. Throws a {@link ConfigError} for other values. */
export function readDeploymentOptions(context: Readonly<Record<string, unknown>>): DeploymentOptions {
  const problems: string[] = [];
  const read = <T>(name: string, type: ValueType<T>, unset: T): T => {
    const text = textOf(context[name]);
    const value = text === undefined ? unset : type.read(text);
    if (value === undefined) problems.push(wrongValue(name, type, text ?? ''));
    return value ?? unset;
  };
  const options = { compare: read('compare', trueOrFalse, true), replace: read('replace', REPLACE, []) };
  if (problems.length > 0) throw new ConfigError(problems);
  return options;
}
