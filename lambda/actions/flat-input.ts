import type { InputProblem } from '../errors.ts';

/** What a body holds, and what is wrong with it. */
export interface FlatInput {
  /** The parameters that were given, without those that have a problem already. */
  present: Record<string, unknown>;
  problems: InputProblem[];
}

/**
 * Sorts out the body of a request. A data action's input is flat and cannot leave anything out, so an empty or
 * blank string, null, `{}` and `[]` all mean absent; so does an empty body. Problems are a body that is no
 * object, parameters that are not among `allowed`, and template variables that Genesys left as they were.
 */
export function readFlatInput(body: unknown, allowed: readonly string[]): FlatInput {
  if (isAbsent(body)) return { present: {}, problems: [] };
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const expected = 'expected a JSON object of parameters';
    return { present: {}, problems: [{ parameter: 'body', expected, value: body }] };
  }
  const input: FlatInput = { present: {}, problems: [] };
  for (const [name, value] of Object.entries(body)) {
    const problem = problemOf(name, value, allowed);
    if (problem !== undefined) input.problems.push(problem);
    else if (!isAbsent(value)) input.present[name] = value;
  }
  return input;
}

function problemOf(parameter: string, value: unknown, allowed: readonly string[]): InputProblem | undefined {
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
