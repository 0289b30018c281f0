import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../lambda/config/settings-reader.ts';
import { messageOf } from '../command.ts';
import { parseStackConfig, type StackConfig, type Stage, stageOf, textOf } from '../config.ts';
import { NO_FILE, parseStageFile, type StageFile } from './parse.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A configuration, and what to know about its sources. */
interface ReadConfig {
  readonly config: StackConfig;
  /** One line each, such as `-c waf=true overrides false in infra/stages/prod.jsonc:12`. */
  readonly notices: readonly string[];
}

/**
 * The configuration of a deployment: the CDK's context (`-c key=value`) first, then the file of the stage, then the stage's
 * defaults. Throws a `ConfigError` that lists every problem. `root` is the folder of the project.
 */
export function readStackConfig(context: Readonly<Record<string, unknown>>, root = ROOT): ReadConfig {
  const stage = stageOf(context);
  const file = stage === undefined ? NO_FILE : readStageFile(stage, root);
  const config = parseStackConfig(context, file);
  const notices = file === NO_FILE ? [noFile(config.stage)] : overridesOf(context, file);
  return { config, notices };
}

/** The path of the file of a stage, relative to the folder of the project. */
export function stageFilePath(stage: Stage): string {
  return `infra/stages/${stage}.jsonc`;
}

/** The file of a stage; without values if it does not exist. */
export function readStageFile(stage: Stage, root: string): StageFile {
  const text = readStageText(stage, root);
  return text === undefined ? NO_FILE : parseStageFile(stageFilePath(stage), text);
}

/** The text of the file of a stage; undefined if it does not exist. Throws a {@link ConfigError} if it cannot be read. */
export function readStageText(stage: Stage, root: string): string | undefined {
  const path = stageFilePath(stage);
  if (!existsSync(join(root, path))) return undefined;
  try {
    // Some editors on Windows write a byte order mark.
    return readFileSync(join(root, path), 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new ConfigError([`${path} cannot be read: ${messageOf(error)}`]);
  }
}

function noFile(stage: Stage): string {
  return `${stageFilePath(stage)} does not exist. To write it: npm run configure -- --stage ${stage}`;
}

function overridesOf(context: Readonly<Record<string, unknown>>, { values }: StageFile): string[] {
  return [...values].flatMap(([name, { value, where }]) => {
    const text = textOf(context[name]);
    const inFile = textOf(value);
    return text === undefined || text === inFile
      ? []
      : [`-c ${name}=${text} overrides ${inFile} in ${where}`];
  });
}
