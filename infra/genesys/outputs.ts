import type { FlatType, Output } from '../../lambda/actions/contract.ts';
import type { DataAction } from '../../lambda/actions/define.ts';

/** An output of a data action: a value or a list of values in the response. */
export interface ActionOutput {
  readonly name: string;
  readonly type: FlatType;
  readonly isList: boolean;
  readonly description: string;
  /** From the root of the response, for example `$.data.entities[*].id`. */
  readonly jsonPath: string;
  /** JSON text of the value if the response does not contain it. Errors, for example, have no `data`. */
  readonly fallback: string;
}

/**
 * The outputs of every data action besides its data. A success has no code, message or requestId; an error has no source,
 * stale or ageSeconds. A flow needs every output, so a missing one gets its fallback. A response without a status is an
 * error.
 */
export const ENVELOPE = {
  status: { type: 'string', description: 'success or error.', fallback: '"error"' },
  source: { type: 'string', description: 'Where the data comes from: cache or api; empty for an error.' },
  stale: { type: 'boolean', description: 'true if the data is past its TTL or outdated by a change.' },
  ageSeconds: { type: 'integer', description: 'Age of the data in seconds.' },
  code: { type: 'string', description: 'Error code, for decisions in the flow; empty for a success.' },
  message: { type: 'string', description: 'Error message, for people; empty for a success.' },
  requestId: { type: 'string', description: 'Id of a failed request in the log; empty for a success.' },
} as const satisfies Record<string, { type: FlatType; description: string; fallback?: string }>;

const FALLBACKS: Readonly<Record<FlatType, string>> = {
  string: '""',
  integer: '0',
  number: '0',
  boolean: 'false',
};

/** Every output of an action: first the common ones, then its own. */
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
