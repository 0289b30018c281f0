import { readArguments, UsageError } from '../command.ts';
import { STAGE, type Stage } from '../config.ts';

/** What the command line asks for. */
export type Request =
  | { readonly kind: 'help' }
  /** Without a stage, the command asks for it, too. */
  | { readonly kind: 'ask'; readonly stage: Stage | undefined }
  | { readonly kind: 'set'; readonly stage: Stage; readonly texts: ReadonlyMap<string, string> };

const OPTIONS = {
  stage: { type: 'string' },
  set: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the command line. `canAsk` says whether the command may ask questions. */
export function readRequest(args: readonly string[], canAsk: boolean): Request {
  const { values } = readArguments({ args: [...args], options: OPTIONS });
  if (values.help) return { kind: 'help' };
  const stage = values.stage === undefined ? undefined : STAGE.read(values.stage);
  if (values.stage !== undefined && stage === undefined)
    throw new UsageError(`--stage is ${JSON.stringify(values.stage)}, expected ${STAGE.expected}`);
  if (values.set === undefined) {
    if (canAsk) return { kind: 'ask', stage };
    throw new UsageError(
      'there is no terminal to ask questions: use --stage and --set KEY=VALUE; --help shows the usage',
    );
  }
  if (stage === undefined) throw new UsageError(`--set needs --stage, expected ${STAGE.expected}`);
  const assignments = values.set.map(readAssignment);
  const texts = new Map(assignments);
  const twice = assignments.find(([key], index) => assignments.findIndex(([other]) => other === key) < index);
  if (twice !== undefined) throw new UsageError(`--set has ${twice[0]} twice`);
  return { kind: 'set', stage, texts };
}

function readAssignment(text: string): [key: string, value: string] {
  const [, key, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined)
    throw new UsageError(`--set is ${JSON.stringify(text)}, expected KEY=VALUE`);
  return [key, value.trim()];
}
