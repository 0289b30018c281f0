import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, wrongValue } from '../../lambda/config/settings-reader.ts';
import { messageOf, UsageError } from '../command.ts';
import { parseStackConfig, type Stage } from '../config.ts';
import { editStageFile, type NewValues } from '../stage-file/edit.ts';
import { FILE_KEYS } from '../stage-file/keys.ts';
import { parseStageFile, type StageFile } from '../stage-file/parse.ts';
import { readStageFile, readStageText, stageFilePath } from '../stage-file/read.ts';
import { unknownKey } from '../unknown-key.ts';

/** The file of a stage. Throws a {@link ConfigError} if it is not valid. */
export function readValidStageFile(stage: Stage, root: string): StageFile {
  const file = readStageFile(stage, root);
  if (file.problems.length > 0) throw new ConfigError(file.problems);
  return file;
}

/**
 * Sets keys in the file of a stage, from the texts that `-c` takes; an empty text means not set. The file is created if
 * necessary. Throws a {@link ConfigError} and writes nothing if the result would not be valid.
 */
export async function writeStageFile(
  stage: Stage,
  texts: ReadonlyMap<string, string>,
  root: string,
): Promise<void> {
  readValidStageFile(stage, root);
  const path = join(root, stageFilePath(stage));
  const after = editStageFile(readStageText(stage, root), stage, valuesOf(texts));
  parseStackConfig({ stage }, parseStageFile(stageFilePath(stage), after));
  await writeFile(path, after).catch((error: unknown) => {
    throw new UsageError(`${stageFilePath(stage)} cannot be written: ${messageOf(error)}`, { cause: error });
  });
}

function valuesOf(texts: ReadonlyMap<string, string>): NewValues {
  const settings = new Map(Object.entries(FILE_KEYS));
  const values = new Map<string, unknown>();
  const problems: string[] = [];
  for (const [key, text] of texts) {
    const type = settings.get(key)?.type;
    const value = text === '' ? undefined : type?.read(text);
    if (type === undefined) problems.push(unknownKey(key, [...settings.keys()]));
    else if (value === undefined && text !== '') problems.push(wrongValue(key, type, text));
    values.set(key, value);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return values;
}
