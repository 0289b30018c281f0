import { autocomplete, type CommonOptions, intro, select, text } from '@clack/prompts';
import type { StackSetting } from '../../lambda/config/setting.ts';
import { answer } from '../answer.ts';
import { parseStackConfig, STAGES, type Stage, textOf } from '../config.ts';
import { CONFIG_KEYS } from '../config-keys.ts';
import type { StageFile } from '../stage-file/parse.ts';

/** The keys that matter most; the file shows all others. */
const ASKED = ['genesysRegion', 'alarmEmail', 'genesysEventSource', 'engine', 'mode', 'egress'] as const;

/** The most choices that a plain list shows. */
const MAX_LISTED = 6;

/** Asks for a stage. `streams` replace those of the process. */
export function askForStage(streams: CommonOptions = {}): Promise<Stage> {
  intro('The configuration of a stage', streams);
  const options = STAGES.map((value) => ({ value }));
  return answer(select<Stage>({ message: 'Which stage?', options, ...streams }));
}

/**
 * Asks for the most important keys and returns the texts that differ from the configuration; an empty text means not set. A
 * default that is kept stays out of the file, where it would override a preset.
 */
export async function askForTexts(
  stage: Stage,
  file: StageFile,
  streams: CommonOptions = {},
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const current = parseStackConfig({ stage }, file);
  for (const key of ASKED) {
    const setting: StackSetting<unknown> = CONFIG_KEYS[key];
    const before = textOf(current[key]) ?? '';
    const given = await ask(key, setting, before, streams);
    if (given !== before) texts.set(key, given);
  }
  return texts;
}

async function ask(
  key: string,
  { meaning, type }: StackSetting<unknown>,
  current: string,
  streams: CommonOptions,
): Promise<string> {
  const message = `${key}: ${meaning.replaceAll('`', '')}`;
  if (type.choices !== undefined) {
    const options = type.choices.map((choice) => ({ value: String(choice) }));
    const list = options.length > MAX_LISTED ? autocomplete<string> : select<string>;
    return answer(list({ message, options, initialValue: current, ...streams }));
  }
  const validate = (given = '') =>
    given.trim() === '' || type.read(given.trim()) !== undefined ? undefined : `expected ${type.expected}`;
  const given = await answer(
    text({
      message: `${message} Empty: not set.`,
      initialValue: current,
      defaultValue: '',
      validate,
      ...streams,
    }),
  );
  return given.trim();
}
