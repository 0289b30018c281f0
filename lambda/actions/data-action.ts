import * as v from 'valibot';
import { type InputProblem, InvalidInput } from '../errors.ts';
import type { GenesysApis, GenesysCall } from '../genesys/call.ts';
import type { Contract, Input, Output } from './contract.ts';
import { type Dependency, type DependsOn, resolveDependencies } from './dependency.ts';
import { readFlatInput } from './flat-input.ts';

/** Checked parameters; those that are optional, without a default and absent are undefined. */
type Question<Parameters extends v.ObjectEntries> = v.InferOutput<v.ObjectSchema<Parameters, undefined>>;

/** What a file of this folder declares; `Parameters` are valibot schemas whose messages say what was expected. */
export interface DataActionDeclaration<Parameters extends v.ObjectEntries, Body extends v.GenericSchema> {
  /** As it stands in the path: lower-case words joined by hyphens. */
  name: string;
  /** Raise it when the meaning of the parameters or of the data changes: older entries are then not found. */
  version: number;
  /** What it gives, in one sentence for people. */
  summary: string;
  /** The Genesys permission that the OAuth client needs; undefined: none. */
  permission: string | undefined;
  /** How long an answer is fresh; absent: what is set for all. */
  ttlSeconds?: number;
  /** From this age on an answer is of no use to anybody, whether fresh or stale; absent: there is no such age. */
  mostAgeSeconds?: number;
  /** What the answer is made of, as far as Genesys tells of changes; empty: only time makes it old. */
  dependsOn: readonly Dependency<Question<Parameters>>[];
  parameters: Parameters;
  /** Each parameter as flows see it. */
  inputs: { readonly [Name in keyof Parameters]: Input<v.InferOutput<Parameters[Name]>> };
  /** Parameters that somebody may expect here, each with what is said when it is given. */
  refused?: Readonly<Record<string, string>>;
  /** What is wrong with parameters together that are right by themselves. */
  check?(question: Question<Parameters>): InputProblem | undefined;
  /** What flows get of the data, by names of their own. */
  outputs: Readonly<Record<string, Output>>;
  /** How many requests `send` makes (1): each counts for Genesys' rate limit. */
  requests?: number;
  /** Asks Genesys. */
  send(apis: GenesysApis, question: Question<Parameters>): Promise<unknown>;
  /** The documented shape of Genesys' answer, as far as flows rely on it; further properties pass. */
  body: Body;
  /** What is stored and answered; absent: Genesys' body as it is. Pure; may throw `GenesysNotFound`. */
  toData?(body: v.InferOutput<Body>, asked: Answering<Question<Parameters>>): unknown;
}

/** What data is made for. */
interface Answering<Asked> {
  question: Asked;
  /** When Genesys answered, in milliseconds since the Unix epoch. */
  nowMs: number;
}

/** A data action as the use case sees it. */
export interface DataAction {
  readonly name: string;
  readonly version: number;
  readonly summary: string;
  readonly permission: string | undefined;
  readonly ttlSeconds: number | undefined;
  readonly mostAgeSeconds: number | undefined;
  /** The types of what its answers depend on, as Genesys' audit events name them. */
  readonly entityTypes: readonly string[];
  readonly parameters: v.ObjectEntries;
  readonly contract: Contract;
  /** Checks and normalises the body of a request; throws {@link InvalidInput}, which lists every problem. */
  ask(body: unknown): Asked;
}

/** A checked request. */
interface Asked {
  /** The normalised parameters, as plain JSON: equal for equal questions. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly dependsOn: readonly DependsOn[];
  readonly call: GenesysCall<ToData>;
}

/** Makes the data to store and return from the body of a response that Genesys sent at `nowMs`. */
type ToData = (nowMs: number) => unknown;

/** A data action from its declaration. */
export function dataAction<Parameters extends v.ObjectEntries, Body extends v.GenericSchema>(
  declaration: DataActionDeclaration<Parameters, Body>,
): DataAction {
  const { name, version, summary, permission, ttlSeconds, mostAgeSeconds } = declaration;
  const { dependsOn, parameters, inputs, outputs } = declaration;
  const read = reader(declaration);
  return {
    ...{ name, version, summary, permission, ttlSeconds, mostAgeSeconds, parameters },
    entityTypes: dependsOn.map(({ entityType }) => entityType),
    contract: { inputs, outputs },
    ask: (body) => {
      const question = read(body);
      return {
        input: withoutAbsent(question),
        dependsOn: resolveDependencies(dependsOn, question),
        call: {
          permission,
          requests: declaration.requests ?? 1,
          send: (apis) => declaration.send(apis, question),
          read: (answer) => readBody(declaration, answer, question),
        },
      };
    },
  };
}

/** Validates a body, which may have several MB: once, and making a parsed copy only where `toData` needs one. */
function readBody<Parameters extends v.ObjectEntries, Body extends v.GenericSchema>(
  { body: schema, toData }: DataActionDeclaration<Parameters, Body>,
  body: unknown,
  question: Question<Parameters>,
): ToData | undefined {
  if (toData === undefined) return v.is(schema, body) ? () => body : undefined;
  const { success, output } = v.safeParse(schema, body);
  return success ? (nowMs) => toData(output, { question, nowMs }) : undefined;
}

/** The types of what these actions' answers depend on, each once. */
export function entityTypesOf(actions: Iterable<DataAction>): string[] {
  return [...new Set(Array.from(actions, ({ entityTypes }) => entityTypes).flat())];
}

/** Reads the question in a body; the result throws {@link InvalidInput}. */
function reader<Parameters extends v.ObjectEntries, Body extends v.GenericSchema>({
  parameters,
  refused,
  check,
}: DataActionDeclaration<Parameters, Body>): (body: unknown) => Question<Parameters> {
  const schema = v.object(parameters);
  const names = { allowed: Object.keys(parameters), ...(refused && { refused }) };
  return (body) => {
    const { present, problems } = readFlatInput(body, names);
    const parsed = v.safeParse(schema, present, { abortPipeEarly: true });
    if (!parsed.success) {
      // What has a problem already was not handed on, and so is not missing.
      const isNew = ({ parameter }: InputProblem) => problems.every((known) => known.parameter !== parameter);
      throw new InvalidInput([...problems, ...parsed.issues.map(inputProblem).filter(isNew)]);
    }
    const together = check?.(parsed.output);
    if (together !== undefined) problems.push(together);
    if (problems.length > 0) throw new InvalidInput(problems);
    return parsed.output;
  };
}

/** An issue of a parameter, by a schema whose messages say what was expected. */
export function inputProblem({ path, message, input }: v.BaseIssue<unknown>): InputProblem {
  const parameter = String(path?.[0]?.key);
  // Only a parameter that is missing has no value: JSON has no undefined.
  return input === undefined
    ? { parameter, expected: 'expected a value, as it is required' }
    : { parameter, expected: message, value: input };
}

/** A list that turns out empty, such as `","`, asks the same as none. */
function withoutAbsent(input: object): Record<string, unknown> {
  const isPresent = (value: unknown) => value !== undefined && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(input).filter(([, value]) => isPresent(value)));
}
