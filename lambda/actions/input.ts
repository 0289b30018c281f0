import * as v from 'valibot';
import { type InputProblem, InvalidInput } from '../errors.ts';

/** The names of parameters. */
interface FlatInputNames {
  allowed: readonly string[];
  /** Parameters that are not supported, each with the message that says why. */
  unsupported?: Readonly<Record<string, string>>;
}

/** The parameters in a body, before their types are checked. */
interface FlatInput {
  /** Without those that have a problem. */
  present: Record<string, unknown>;
  problems: InputProblem[];
}

/** The part of a declaration that describes its parameters; see define.ts. */
interface ParameterDeclaration<Parameters extends v.ObjectEntries> {
  parameters: Parameters;
  unsupported?: Readonly<Record<string, string>>;
  /** Errors, which are logged, quote neither values nor unknown names. */
  isPersonal?: true;
  check?(parameters: v.InferOutput<v.ObjectSchema<Parameters, undefined>>): InputProblem | undefined;
}

/** Returns a function that reads the parameters in a body; it throws {@link InvalidInput}, which lists every problem. */
export function createParameterReader<Parameters extends v.ObjectEntries>({
  parameters,
  unsupported,
  isPersonal,
  check,
}: ParameterDeclaration<Parameters>): (
  body: unknown,
) => v.InferOutput<v.ObjectSchema<Parameters, undefined>> {
  const schema = v.object(parameters);
  const names = { allowed: Object.keys(parameters), ...(unsupported && { unsupported }) };
  const isKnown = (name: string) => Object.hasOwn(parameters, name);
  const invalid = (problems: readonly InputProblem[]) =>
    new InvalidInput(
      isPersonal ? problems.map((problem) => withoutPersonalData(problem, isKnown)) : problems,
    );
  return (body) => {
    const { present, problems } = readFlatInput(body, names);
    const parsed = v.safeParse(schema, present, { abortPipeEarly: true });
    if (!parsed.success) {
      // A parameter with a problem is not in `present`; the schema must not report it as missing as well.
      const isNew = ({ parameter }: InputProblem) => problems.every((known) => known.parameter !== parameter);
      throw invalid([...problems, ...parsed.issues.map(inputProblem).filter(isNew)]);
    }
    const problem = check?.(parsed.output);
    if (problem !== undefined) problems.push(problem);
    if (problems.length > 0) throw invalid(problems);
    return parsed.output;
  };
}

/** Without the value, and without an unknown name: a flow may have confused names and values. */
function withoutPersonalData(
  { parameter, expected }: InputProblem,
  isKnown: (name: string) => boolean,
): InputProblem {
  return { parameter: isKnown(parameter) ? parameter : 'body', expected };
}

/**
 * Reads the body of a request. The input of a Genesys data action is flat and always has all its parameters, so an empty or
 * blank string, null, `{}` and `[]` mean absent; an empty body has no parameters. Problems are a body that is not an
 * object, an unknown or unsupported parameter, and a template variable that Genesys did not replace.
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
  { allowed, unsupported = {} }: FlatInputNames,
): InputProblem | undefined {
  if (Object.hasOwn(unsupported, parameter))
    return isAbsent(value) ? undefined : { parameter, expected: unsupported[parameter] ?? '', value };
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

/** Velocity prints the reference itself for an input that is absent. */
const UNREPLACED = /^\s*\$!?\{[^}]*\}\s*$/;

function isAbsent(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  return (
    value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

/** The problem that an issue of a parameter's schema stands for. */
export function inputProblem({ path, message, input }: v.BaseIssue<unknown>): InputProblem {
  const parameter = String(path?.[0]?.key);
  // JSON has no undefined: only a missing parameter has no value.
  return input === undefined
    ? { parameter, expected: 'expected a value, because it is required' }
    : { parameter, expected: message, value: input };
}
