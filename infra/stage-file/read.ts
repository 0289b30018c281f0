import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseStackConfig, type StackConfig, type Stage, stageOf, textOf } from '../config.ts';
import { NO_FILE, parseStageFile, type StageFile } from './parse.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A configuration, and what `-c` overrides in the file of the stage. */
interface ReadConfig {
  readonly config: StackConfig;
  /** One line each, such as `-c waf=true overrides false in infra/stages/prod.jsonc:12`. */
  readonly overrides: readonly string[];
}

/**
 * The configuration of a deployment: the CDK's context (`-c key=value`) first, then the file of the stage, then the stage's
 * defaults. Throws a `ConfigError` that lists every problem. `root` is the folder of the project.
 */
export function readStackConfig(context: Readonly<Record<string, unknown>>, root = ROOT): ReadConfig {
  const stage = stageOf(context);
  const file = stage === undefined ? NO_FILE : readStageFile(stage, root);
  return { config: parseStackConfig(context, file), overrides: overridesOf(context, file) };
}

/** The path of the file of a stage, relative to the folder of the project. */
export function stageFilePath(stage: Stage): string {
  return `infra/stages/${stage}.jsonc`;
}

/** The file of a stage; without values if it does not exist. */
export function readStageFile(stage: Stage, root: string): StageFile {
  const path = stageFilePath(stage);
  if (!existsSync(join(root, path))) return NO_FILE;
  return parseStageFile(path, readFileSync(join(root, path), 'utf8'));
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
