import * as v from 'valibot';
import { type InputProblem, InvalidInput } from '../errors.ts';
import type { GenesysApis, GenesysCall } from '../genesys/call.ts';
import type { Contract, Input, Output } from './contract.ts';
import { readFlatInput } from './flat-input.ts';

/** What a file of this folder declares; `Parameters` are valibot schemas whose messages say what was expected. */
export interface DataActionDeclaration<Parameters extends v.ObjectEntries> {
  /** As it stands in the path: lower-case words joined by hyphens. */
  name: string;
  /** Raise it when the meaning of the parameters or of the data changes: older entries are then not found. */
  version: number;
  /** The Genesys permission that the OAuth client needs. */
  permission: string;
  /** Optional parameters without a default are undefined when absent. */
  parameters: Parameters;
  /** Each parameter as flows see it. */
  inputs: { readonly [Name in keyof Parameters]: Input<v.InferOutput<Parameters[Name]>> };
  /** What flows get of the data, by names of their own. */
  outputs: Readonly<Record<string, Output>>;
  /** Asks Genesys. */
  send(apis: GenesysApis, input: v.InferOutput<v.ObjectSchema<Parameters, undefined>>): Promise<unknown>;
  /** The documented shape of Genesys' answer, as far as flows rely on it; further properties pass. */
  body: v.GenericSchema;
}

/** A data action as the use case sees it. */
export interface DataAction {
  readonly name: string;
  readonly version: number;
  readonly parameters: v.ObjectEntries;
  readonly contract: Contract;
  /** Checks and normalises the body of a request; throws {@link InvalidInput}, which lists every problem. */
  ask(body: unknown): Asked;
}

/** A checked request. */
export interface Asked {
  /** The normalised parameters, as plain JSON: equal for equal questions. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly call: GenesysCall;
}

/** A data action from its declaration. */
export function dataAction<Parameters extends v.ObjectEntries>(
  declaration: DataActionDeclaration<Parameters>,
): DataAction {
  const { name, version, permission, parameters, inputs, outputs, send, body: bodySchema } = declaration;
  const schema = v.object(parameters);
  return {
    name,
    version,
    parameters,
    contract: { inputs, outputs },
    ask: (body) => {
      const { present, problems } = readFlatInput(body, Object.keys(parameters));
      const parsed = v.safeParse(schema, present, { abortPipeEarly: true });
      if (!parsed.success) throw new InvalidInput([...problems, ...parsed.issues.map(problemOf)]);
      if (problems.length > 0) throw new InvalidInput(problems);
      return {
        input: withoutAbsent(parsed.output),
        call: {
          permission,
          send: (apis) => send(apis, parsed.output),
          accepts: (answer) => v.is(bodySchema, answer),
        },
      };
    },
  };
}

function problemOf(issue: v.BaseIssue<unknown>): InputProblem {
  return { parameter: String(issue.path?.[0]?.key), expected: issue.message, value: issue.input };
}

/** A list that turns out empty, such as `","`, asks the same as none. */
function withoutAbsent(input: object): Record<string, unknown> {
  const isPresent = (value: unknown) => value !== undefined && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(input).filter(([, value]) => isPresent(value)));
}
