/** Which parameters there are. */
export interface FlatInputNames {
  allowed: readonly string[];
  /** Those that somebody may well give, each with what is said then. */
  refused?: Readonly<Record<string, string>>;
}

/** What a body holds, and what is wrong with it. */
export interface FlatInput {
  /** The parameters that were given, without those that have a problem already. */
  present: Record<string, unknown>;
  problems: InputProblem[];
}

/**
 * Sorts out the body of a request. A data action's input is flat and cannot leave anything out, so an empty or
 * blank string, null, `{}` and `[]` all mean absent; so does an empty body. Problems are a body that is no
 * object, parameters that are unknown or refused, and template variables that Genesys left as they were.
 */
export function readFlatInput(body: unknown, names: FlatInputNames): FlatInput {
  if (isAbsent(body)) return { present: {}, problems: [] };
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const expected = 'expected a JSON object of parameters';
    return { present: {}, problems: [{ parameter: 'body', expected, value: body }] };
  }
  const input: FlatInput = { present: {}, problems: [] };
  for (const [name, value] of Object.entries(body)) {
    const problem = problemOf(name, value, names);
    if (problem !== undefined) input.problems.push(problem);
    else if (!isAbsent(value)) input.present[name] = value;
  }
  return input;
}

function problemOf(
  parameter: string,
  value: unknown,
  { allowed, refused = {} }: FlatInputNames,
): InputProblem | undefined {
  if (Object.hasOwn(refused, parameter))
    return isAbsent(value) ? undefined : { parameter, expected: refused[parameter] ?? '', value };
  if (!allowed.includes(parameter))
    return { parameter, expected: `unknown parameter, expected one of ${allowed.join(', ')}` };
  if (typeof value === 'string' && UNREPLACED.test(value))
    return {
      parameter,
      expected: `expected a value; write $!{input.${parameter}} for an optional input`,
      value,
    };
  return undefined;
}

/** What Velocity prints for an input that is absent: the reference itself. */
const UNREPLACED = /^\s*\$!?\{[^}]*\}\s*$/;

function isAbsent(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  return (
    value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

import type { InputProblem } from '../errors.ts';
