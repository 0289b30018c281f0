import type { FlatType, Output } from '../../lambda/actions/contract.ts';
import type { DataAction } from '../../lambda/actions/define.ts';

/** One output of a data action: a value, or a list of values, found in the endpoint's answer. */
export interface ActionOutput {
  readonly name: string;
  readonly type: FlatType;
  readonly isList: boolean;
  readonly description: string;
  /** From the root of the answer, for example `$.data.entities[*].id`. */
  readonly jsonPath: string;
  /** JSON text of what it is where the answer does not have it: in errors, `data` is missing. */
  readonly fallback: string;
}

/**
 * What every answer says beside its data. Successes lack the last three and errors the middle three, and flows
 * need all of them: the fallbacks fill in. An answer that does not even say its status is none.
 */
const ENVELOPE = {
  status: { type: 'string', description: 'success or error.', fallback: '"error"' },
  source: { type: 'string', description: 'Where a success comes from: cache or api.' },
  stale: { type: 'boolean', description: 'Whether a success is older than it should be.' },
  ageSeconds: { type: 'integer', description: 'How long ago Genesys gave it.' },
  code: { type: 'string', description: 'What went wrong, for decisions; empty after a success.' },
  message: { type: 'string', description: 'What went wrong, for people; empty after a success.' },
  requestId: { type: 'string', description: 'Of an error: what to look for in the log.' },
} as const satisfies Record<string, { type: FlatType; description: string; fallback?: string }>;

const FALLBACKS: Readonly<Record<FlatType, string>> = {
  string: '""',
  integer: '0',
  number: '0',
  boolean: 'false',
};

/** Every output of an action: those that all have in common, then its own. */
export function outputsOf({ contract }: DataAction): ActionOutput[] {
  return [
    ...Object.entries(ENVELOPE).map(([name, entry]) => ({
      fallback: FALLBACKS[entry.type],
      ...entry,
      name,
      isList: false,
      jsonPath: `$.${name}`,
    })),
    ...Object.entries(contract.outputs).map(([name, output]) => dataOutput(name, output)),
  ];
}

function dataOutput(name: string, { path, type, description }: Output): ActionOutput {
  const isList = path.includes('[*]');
  const fallback = isList ? '[]' : FALLBACKS[type];
  return { name, type, isList, description, jsonPath: `$.data.${path}`, fallback };
}
