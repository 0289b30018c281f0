import * as v from 'valibot';
import type { InputProblem } from '../errors.ts';
import type { GenesysApis, GenesysCall, SdkOperation } from '../genesys/call.ts';
import type { Contract, Input, Output } from './contract.ts';
import { createParameterReader } from './input.ts';

/** Checked parameters; an optional one without a default is undefined if it is absent. */
type ParameterValues<Parameters extends v.ObjectEntries> = v.InferOutput<
  v.ObjectSchema<Parameters, undefined>
>;

/** What a file of this folder declares. `Parameters` are valibot schemas whose messages complete "queueId: …". */
interface DataActionDeclaration<Parameters extends v.ObjectEntries, Body extends v.GenericSchema> {
  /** As in the path: lower-case words joined by hyphens. */
  name: string;
  /** Raise it when the meaning of the parameters or of the data changes: older entries are then not found. */
  version: number;
  /** What it returns, in one sentence for people. */
  summary: string;
  /** The Genesys permission that the OAuth client needs; undefined: none. */
  permission: string | undefined;
  /** How long an entry is fresh; absent: `CACHE_TTL_SECONDS`. */
  ttlSeconds?: number;
  /** From this age an entry is never served, fresh or stale; absent: no limit. */
  maxAgeSeconds?: number;
  /** The entities whose changes in Genesys make an entry stale; empty: only its TTL does. */
  invalidatedBy: readonly EntityDeclaration<ParameterValues<Parameters>>[];
  parameters: Parameters;
  /** The parameters in the contract of the Genesys data action. */
  inputs: { readonly [Name in keyof Parameters]: Input<v.InferOutput<Parameters[Name]>> };
  /** Parameters that a flow author may expect, each with the message that says why it is not supported. */
  unsupported?: Readonly<Record<string, string>>;
  /** Returns the problem of parameters that are valid alone, but not together. */
  check?(parameters: ParameterValues<Parameters>): InputProblem | undefined;
  /** The outputs in the contract of the Genesys data action, by name. */
  outputs: Readonly<Record<string, Output>>;
  /** Parameters that make a response smaller, to complete "request less: …"; absent: there are none. */
  requestLess?: string;
  /** The requests that `send` makes: each counts towards Genesys' rate limit, and a 429 may pause some of them only. */
  operations(parameters: ParameterValues<Parameters>): readonly SdkOperation[];
  /** Calls Genesys and resolves to the body of the response. */
  send(apis: GenesysApis, parameters: ParameterValues<Parameters>): Promise<unknown>;
  /** The documented shape of that body, as far as the outputs need it. Other properties are ignored. */
  body: Body;
  /** Makes the data to store and return; absent: the body as it is. Pure; may throw `genesys_not_found`. */
  toData?(body: v.InferOutput<Body>, context: ResponseContext<ParameterValues<Parameters>>): unknown;
}

/** What `toData` may use besides the body. */
interface ResponseContext<Values> {
  parameters: Values;
  /** When Genesys responded, in milliseconds since the Unix epoch. */
  nowMs: number;
}

/** Entities of one type. */
interface EntityDeclaration<Values> {
  /** As in Genesys' audit events, for example `Queue`. */
  entityType: string;
  /** The ids of the entities; absent or undefined: any entity of the type. */
  ids?(parameters: Values): readonly string[] | undefined;
}

/** A data action that is ready to run. */
export interface DataAction {
  readonly name: string;
  readonly version: number;
  readonly summary: string;
  readonly permission: string | undefined;
  readonly ttlSeconds: number | undefined;
  readonly maxAgeSeconds: number | undefined;
  /** The types of the entities that invalidate its entries. */
  readonly entityTypes: readonly string[];
  /** Parameters that make a response smaller, to complete "request less: …". */
  readonly requestLess: string | undefined;
  readonly parameters: v.ObjectEntries;
  readonly contract: Contract;
  /** Checks and normalises the body of a request; throws `InvalidInput`, which lists every problem. */
  parse(body: unknown): ParsedRequest;
}

/** A request whose parameters are valid. */
interface ParsedRequest {
  /** The normalised parameters, as plain JSON: equal for requests that mean the same. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Entities by type: those with these ids, or any. */
  readonly invalidatedBy: readonly { readonly entityType: string; readonly ids: readonly string[] | 'any' }[];
  readonly call: GenesysCall<ToData>;
}

/** Makes the data to store and return from the body of a response that Genesys sent at `nowMs`. */
type ToData = (nowMs: number) => unknown;

/** Makes a data action from its declaration. */
export function defineDataAction<Parameters extends v.ObjectEntries, Body extends v.GenericSchema>(
  declaration: DataActionDeclaration<Parameters, Body>,
): DataAction {
  const { name, version, summary, permission, ttlSeconds, maxAgeSeconds } = declaration;
  const { invalidatedBy, parameters, inputs, outputs } = declaration;
  const readParameters = createParameterReader(declaration);
  return {
    name,
    version,
    summary,
    permission,
    ttlSeconds,
    maxAgeSeconds,
    requestLess: declaration.requestLess,
    parameters,
    entityTypes: invalidatedBy.map(({ entityType }) => entityType),
    contract: { inputs, outputs },
    parse: (body) => {
      const values = readParameters(body);
      return {
        input: withoutAbsent(values),
        invalidatedBy: invalidatedBy.map(({ entityType, ids }) => ({
          entityType,
          ids: ids?.(values) ?? 'any',
        })),
        call: {
          permission,
          operations: declaration.operations(values),
          send: (apis) => declaration.send(apis, values),
          read: (response) => readBody(declaration, response, values),
        },
      };
    },
  };
}

/** Validates a body once, because it may have several MB, and copies it only if `toData` needs a parsed copy. */
function readBody<Parameters extends v.ObjectEntries, Body extends v.GenericSchema>(
  { body: schema, toData }: DataActionDeclaration<Parameters, Body>,
  body: unknown,
  parameters: ParameterValues<Parameters>,
): ToData | undefined {
  if (toData === undefined) return v.is(schema, body) ? () => body : undefined;
  const { success, output } = v.safeParse(schema, body);
  return success ? (nowMs) => toData(output, { parameters, nowMs }) : undefined;
}

/** A list that turns out empty, such as `","`, means the same as an absent one. */
function withoutAbsent(input: object): Record<string, unknown> {
  const isPresent = (value: unknown) => value !== undefined && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(input).filter(([, value]) => isPresent(value)));
}

/** The types of the entities that invalidate entries of these actions, each once. */
export function entityTypesOf(actions: Iterable<DataAction>): string[] {
  return [...new Set(Array.from(actions, ({ entityTypes }) => entityTypes).flat())];
}
