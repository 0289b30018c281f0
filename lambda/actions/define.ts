import * as v from 'valibot';
import type { InputProblem } from '../errors.ts';
import type { GenesysApis, GenesysCall, SdkOperation, TakeCalls } from '../genesys/call.ts';
import type { Contract, Input, Output } from './contract.ts';
import { createParameterReader } from './input.ts';

/** What data actions are about, in the order of all lists. */
export const GROUPS = ['configuration', 'live figures', 'people', 'opening hours'] as const;

export type ActionGroup = (typeof GROUPS)[number];

/** Checked parameters; an optional one without a default is undefined if it is absent. */
type ParameterValues<Parameters extends v.ObjectEntries> = v.InferOutput<
  v.ObjectSchema<Parameters, undefined>
>;

/** What a file of this folder declares. `Parameters` are valibot schemas whose messages complete "queueId: …". */
interface DataActionDeclaration<Parameters extends v.ObjectEntries, Body extends v.GenericSchema> {
  /** As in the path: lower-case words joined by hyphens. */
  name: string;
  /** Where lists and documents show it. */
  group: ActionGroup;
  /** Raise it when the meaning of the parameters or of the data changes: older entries are then not found. */
  version: number;
  /** What it returns, in one sentence for people. */
  summary: string;
  /** The Genesys permissions that the OAuth client needs, separated by commas; undefined: none. */
  permission: string | undefined;
  /** How long an entry is fresh; absent: `CACHE_TTL_SECONDS`. */
  ttlSeconds?: number;
  /** From this age an entry is never served, fresh or stale; absent: no limit. */
  maxAgeSeconds?: number;
  /**
   * The data is personal. The action is off unless `EXTERNAL_CONTACTS` is true, an entry is never served stale or after an
   * invalidation, containers keep no copies, and the log has neither parameters nor keys.
   */
  isPersonal?: true;
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
  /**
   * The requests that `send` makes in any case: each counts towards Genesys' rate limit, and a 429 may pause some of them
   * only.
   */
  operations(parameters: ParameterValues<Parameters>): readonly SdkOperation[];
  /**
   * Calls Genesys at `nowMs` and resolves to the body of the response. Takes calls beyond `operations` before it makes
   * them.
   */
  send(
    apis: GenesysApis,
    parameters: ParameterValues<Parameters>,
    takeCalls: TakeCalls,
    nowMs: number,
  ): Promise<unknown>;
  /** The documented shape of that body, as far as the outputs need it. Other properties are ignored. */
  body: Body;
  /**
   * Makes the data to store, or a promise of it; absent: the body as it is. Pure; may throw `genesys_not_found` or
   * `genesys_data_unsupported`.
   */
  toData?(body: v.InferOutput<Body>, context: ResponseContext<ParameterValues<Parameters>>): unknown;
  /**
   * Makes the data to return from the stored data, for every request, at its own time; absent: the stored data as it is.
   * It costs every hit a parse, so it is for data that changes with time alone. Pure.
   */
  toResponse?: ResponseDeclaration<Parameters>;
}

interface ResponseDeclaration<Parameters extends v.ObjectEntries> {
  /** Parameters that only `make` uses: requests that differ in nothing else share an entry. */
  parameters: readonly (keyof Parameters)[];
  /** Resolves to the data to return. The stored data is what `toData` made, as JSON. */
  make(stored: unknown, context: ResponseContext<ParameterValues<Parameters>>): Promise<unknown>;
}

/** What `toData` and `toResponse` may use besides the data. */
interface ResponseContext<Values> {
  parameters: Values;
  /** In milliseconds since the Unix epoch: when Genesys responded, or for `toResponse` when the data is returned. */
  nowMs: number;
}

/** Entities of one type. */
interface EntityDeclaration<Values> {
  /** As in Genesys' audit events, for example `Queue`. */
  entityType: string;
  /** The ids of the entities; absent or undefined: any entity of the type. */
  ids?(parameters: Values): readonly string[] | undefined;
}

/** A data action as requests need it. Only this is in a bundle: infra/bundle/action-texts.ts removes the texts. */
export interface RunnableAction {
  readonly name: string;
  readonly group: ActionGroup;
  readonly version: number;
  readonly permission: string | undefined;
  readonly ttlSeconds: number | undefined;
  readonly maxAgeSeconds: number | undefined;
  /** Whether the data is personal. */
  readonly isPersonal: boolean;
  /** The types of the entities that invalidate its entries. */
  readonly entityTypes: readonly string[];
  /** Parameters that make a response smaller, to complete "request less: …". */
  readonly requestLess: string | undefined;
  readonly parameters: v.ObjectEntries;
  /** Checks and normalises the body of a request; throws `InvalidInput`, which lists every problem. */
  parse(body: unknown): ParsedRequest;
}

/** A data action with its texts, for documents and import files. */
export interface DataAction extends RunnableAction {
  readonly summary: string;
  readonly contract: Contract;
}

/** A request whose parameters are valid. */
interface ParsedRequest {
  /** The normalised parameters that identify an entry, as plain JSON: equal for requests that mean the same. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Entities by type: those with these ids, or any. */
  readonly invalidatedBy: readonly { readonly entityType: string; readonly ids: readonly string[] | 'any' }[];
  readonly call: GenesysCall<ToData>;
  /** Makes the data to return at `nowMs` from the stored data; undefined: the stored data is returned as it is. */
  readonly toResponse: ((stored: unknown, nowMs: number) => Promise<unknown>) | undefined;
}

/** Makes the data to store, or a promise of it, from the body of a response that Genesys sent at `nowMs`. */
type ToData = (nowMs: number) => unknown;

/** Makes a data action from its declaration. */
export function defineDataAction<Parameters extends v.ObjectEntries, Body extends v.GenericSchema>(
  declaration: DataActionDeclaration<Parameters, Body>,
): DataAction {
  const { permission, invalidatedBy, parameters, toResponse } = declaration;
  const readParameters = createParameterReader(declaration);
  return {
    name: declaration.name,
    group: declaration.group,
    version: declaration.version,
    summary: declaration.summary,
    permission,
    ttlSeconds: declaration.ttlSeconds,
    maxAgeSeconds: declaration.maxAgeSeconds,
    isPersonal: declaration.isPersonal ?? false,
    requestLess: declaration.requestLess,
    parameters,
    entityTypes: invalidatedBy.map(({ entityType }) => entityType),
    contract: { inputs: declaration.inputs, outputs: declaration.outputs },
    parse: (body) => {
      const values = readParameters(body);
      return {
        input: withoutAbsent(values, toResponse?.parameters),
        invalidatedBy: invalidatedBy.map(({ entityType, ids }) => ({
          entityType,
          ids: ids?.(values) ?? 'any',
        })),
        call: {
          permission,
          operations: declaration.operations(values),
          send: (apis, takeCalls, nowMs) => declaration.send(apis, values, takeCalls, nowMs),
          read: (response) => readBody(declaration, response, values),
        },
        toResponse: toResponse && ((stored, nowMs) => toResponse.make(stored, { parameters: values, nowMs })),
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
function withoutAbsent(input: object, except: readonly PropertyKey[] = []): Record<string, unknown> {
  const isPresent = (value: unknown) => value !== undefined && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(
    Object.entries(input).filter(([name, value]) => isPresent(value) && !except.includes(name)),
  );
}

/** The actions that are on with these settings. */
export function actionsThatAreOn<Action extends Pick<DataAction, 'isPersonal'>>(
  actions: Iterable<Action>,
  { externalContacts }: { readonly externalContacts: boolean },
): Action[] {
  return [...actions].filter(({ isPersonal }) => externalContacts || !isPersonal);
}

/** The types of the entities that invalidate entries of these actions, each once. */
export function entityTypesOf(actions: Iterable<RunnableAction>): string[] {
  return [...new Set(Array.from(actions, ({ entityTypes }) => entityTypes).flat())];
}
